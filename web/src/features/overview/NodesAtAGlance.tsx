import { SimpleGrid, Skeleton, Text } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { NodeTile } from './NodeTile'
import { Panel } from '../../shared/ui/Panel'

/** Every node as a tile. */
export function NodesAtAGlance() {
  const { data, error, isPending, refetch } = useList('node')
  const pods = useList('pod').data ?? []
  const nodes = data?.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })) ?? []
  return (
    <Panel title="Nodes" aside={data && `${nodes.filter(({ status }) => status.phase === 'Ready').length} of ${nodes.length} ready`}>
      {isPending && <Skeleton h={90} aria-label="Loading" />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text c="dimmed" fz="sm">No node has joined yet.</Text>}
      <SimpleGrid cols={{ base: 1, xs: 2, xl: 3 }} spacing="sm">
        {nodes.map((node) => <NodeTile key={node.id} node={node} pods={pods.filter((pod) => pod.node === node.name).length} />)}
      </SimpleGrid>
    </Panel>
  )
}
