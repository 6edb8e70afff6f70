import { Group, Text } from '@mantine/core'
import type { Kind } from '../api/types'
import { ResourceLink } from './ResourceLink'
import { t } from '../i18n/t'

const shown = 40

/** Links to resources, a few of them where there are many. */
export function NameList({ kind, names }: { kind: Kind; names: string[] }) {
  if (names.length === 0) return <Text fz="sm" c="dimmed">{t('None')}</Text>
  return (
    <Group gap="6px 14px" fz="sm">
      {names.slice(0, shown).map((name) => <ResourceLink key={name} kind={kind} name={name} />)}
      {names.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: names.length - shown })}</Text>}
    </Group>
  )
}
