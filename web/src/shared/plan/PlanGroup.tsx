import { Box, Group, Text } from '@mantine/core'
import type { Applied } from '../api/types'
import { SignBadge } from '../diff/SignBadge'
import { CulpritLink } from '../ui/CulpritLink'
import type { PlanGroupLook } from './groups'
import { t } from '../i18n/t'
import { numberText } from '../i18n/numbers'
import { kindText } from '../data/kinds'

const shown = 60

interface Props {
  group: PlanGroupLook
  resources: Applied[]
}

/** The resources of a plan that share a fate. */
export function PlanGroup({ group: { field, sign, verb }, resources }: Props) {
  if (resources.length === 0) return null
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" fz="sm">
      <Box miw={112} flex="none"><SignBadge sign={sign}>{numberText(resources.length)} {verb}</SignBadge></Box>
      <Group gap="2px 14px" component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={verb}>
        {resources.slice(0, shown).map((resource) => (
          <li key={resource.kind + resource.id}>
            {field === 'created' ? `${kindText(resource.kind)} ${resource.name}` : <CulpritLink culprit={resource} />}
          </li>
        ))}
        {resources.length > shown && <Text component="li" fz="sm" c="dimmed">{t('and {count} more', { count: resources.length - shown })}</Text>}
      </Group>
    </Group>
  )
}
