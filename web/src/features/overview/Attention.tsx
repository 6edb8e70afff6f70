import { Group, Stack, Text } from '@mantine/core'
import type { Kind, Resource } from '../../shared/api/types'
import { allKinds, kinds } from '../../shared/data/kinds'
import { useList } from '../../shared/data/queries'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Panel } from '../../shared/ui/Panel'
import { t } from '../../shared/i18n/t'

const shown = 8

/** What is not as it was asked for, with the reason. Absent where all is well. */
export function Attention() {
  const lists: Record<Kind, Resource[] | undefined> = {
    node: useList('node').data,
    network: useList('network').data,
    pod: useList('pod').data,
    service: useList('service').data,
    'port-mapping': useList('port-mapping').data,
  }
  const troubled = allKinds.flatMap((kind) => (lists[kind] ?? []).filter(isTroubled).map((resource) => ({ kind, resource })))
  if (troubled.length === 0) return null
  return (
    <Panel title={t('Needs attention')} aside={troubled.length}>
      <Stack gap="xs">
        {troubled.slice(0, shown).map(({ kind, resource }) => (
          <Group key={resource.id} gap="sm" fz="sm" align="baseline">
            <PhaseBadge phase={resource.status.phase} />
            <span>{t(kinds[kind].one)} <ResourceLink kind={kind} name={resource.name} strong /></span>
            <Text fz="sm" c="dimmed" flex={1} miw={200}>{resource.status.conditions[0]?.message}</Text>
          </Group>
        ))}
        {troubled.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: troubled.length - shown })}</Text>}
      </Stack>
    </Panel>
  )
}

const isTroubled = ({ status }: Resource) => status.phase === 'Degraded' || status.phase === 'Failed'
