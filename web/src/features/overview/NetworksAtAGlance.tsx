import { Skeleton, Stack, Text } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { NetworkLine } from './NetworkLine'
import { Panel } from '../../shared/ui/Panel'

const shown = 12

/** Every network in a line. */
export function NetworksAtAGlance() {
  const { data, error, isPending, refetch } = useList('network')
  const pods = useList('pod').data ?? []
  const networks = data?.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })) ?? []
  return (
    <Panel title="Networks" aside={networks.length > shown && `${shown} of ${networks.length}`}>
      {isPending && <Skeleton h={60} aria-label="Loading" />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text c="dimmed" fz="sm">No network yet: create one, or a pod, which makes the network “default”.</Text>}
      <Stack gap={0}>
        {networks.slice(0, shown).map((network) => (
          <NetworkLine key={network.id} network={network} pods={pods.filter((pod) => pod.network === network.name).length} />
        ))}
      </Stack>
    </Panel>
  )
}
