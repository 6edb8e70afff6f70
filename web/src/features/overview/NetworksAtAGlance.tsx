import { Skeleton, Stack, Text } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { NetworkLine } from './NetworkLine'
import { Panel } from '../../shared/ui/Panel'
import { t } from '../../shared/i18n/t'
import { byName } from '../../shared/data/order'

const shown = 12

/** Every network in a line. */
export function NetworksAtAGlance() {
  const { data, error, isPending, refetch } = useList('network')
  const pods = useList('pod').data ?? []
  const networks = data?.toSorted(byName) ?? []
  return (
    <Panel title={t('Networks')} aside={networks.length > shown && t('{count} of {total}', { count: shown, total: networks.length })}>
      {isPending && <Skeleton h={60} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text c="dimmed" fz="sm">{t('No network yet: create one, or a pod, which makes the network “default”.')}</Text>}
      <Stack gap={0}>
        {networks.slice(0, shown).map((network) => (
          <NetworkLine key={network.id} network={network} pods={pods.filter((pod) => pod.network === network.name && pod.project === network.project).length} />
        ))}
      </Stack>
    </Panel>
  )
}
