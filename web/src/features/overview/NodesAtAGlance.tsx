import { SimpleGrid, Skeleton, Text } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { NodeTile } from './NodeTile'
import { Panel } from '../../shared/ui/Panel'
import { t } from '../../shared/i18n/t'
import { byName } from '../../shared/data/order'

/** Every node as a tile. */
export function NodesAtAGlance() {
  const { data, error, isPending, refetch } = useList('node')
  const pods = useList('pod').data ?? []
  const nodes = data?.toSorted(byName) ?? []
  const counts = new Map<string, number>()
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1)
  return (
    <Panel title={t('Nodes')} aside={data && t('{count} of {total} ready', { count: nodes.filter(({ status }) => status.phase === 'Ready').length, total: nodes.length })}>
      {isPending && <Skeleton h={90} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text c="dimmed" fz="sm">{t('No node has joined yet.')}</Text>}
      <SimpleGrid cols={{ base: 1, xs: 2, xl: 3 }} spacing="sm">
        {nodes.map((node) => <NodeTile key={node.id} node={node} pods={counts.get(node.name) ?? 0} />)}
      </SimpleGrid>
    </Panel>
  )
}
