import { Group, Text } from '@mantine/core'
import type { Kind } from '../api/types'
import { ResourceLink } from './ResourceLink'
import { t } from '../i18n/t'

const shown = 40

interface Props {
  kind: Kind
  resources: { id: string; name: string; project?: string }[]
}

/** Links to resources, a few of them where there are many. */
export function NameList({ kind, resources }: Props) {
  if (resources.length === 0) return <Text fz="sm" c="dimmed">{t('None')}</Text>
  return (
    <Group gap="6px 14px" fz="sm">
      {resources.slice(0, shown).map(({ id, name, project }) => <ResourceLink key={id} kind={kind} name={name} project={project} />)}
      {resources.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: resources.length - shown })}</Text>}
    </Group>
  )
}
