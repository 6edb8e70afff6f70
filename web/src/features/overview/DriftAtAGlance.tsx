import { Skeleton, Stack, Text } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { t } from '../../shared/i18n/t'
import { Panel } from '../../shared/ui/Panel'
import { DriftLine } from './DriftLine'

const shown = 5

/** What somebody else changed on the nodes, and that it was put right. */
export function DriftAtAGlance() {
  const { data: nodes } = useList('node')
  const found = (nodes ?? [])
    .flatMap(({ name, status }) => (status.drift ?? []).map((drift) => ({ node: name, drift })))
    .sort((a, b) => Date.parse(b.drift.at) - Date.parse(a.drift.at))
  const repaired = (nodes ?? []).reduce((sum, { status }) => sum + (status.stats?.driftRepaired ?? 0), 0)
  return (
    <Panel title={t('Drift')} aside={nodes && t('{count|# object|# objects} repaired', { count: repaired })}>
      {nodes === undefined && <Skeleton h={40} aria-label={t('Loading')} />}
      {nodes !== undefined && found.length === 0 && <Text c="dimmed" fz="sm">{t('Nobody else has changed what is ours on any node.')}</Text>}
      <Stack gap={6}>
        {found.slice(0, shown).map(({ node, drift }) => <DriftLine key={`${node}${drift.at}${drift.wanted ?? ''}${drift.found ?? ''}`} node={node} drift={drift} />)}
      </Stack>
    </Panel>
  )
}
