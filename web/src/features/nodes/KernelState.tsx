import { Skeleton, Stack } from '@mantine/core'
import { t } from '../../shared/i18n/t'
import { KernelObjects } from '../../shared/kernel/KernelObjects'
import { useNodeState } from '../../shared/kernel/useKernel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import type { KernelViewProps } from './kernelView'
import { ReadAt } from './ReadAt'

/** What the kernel holds of ours: read by the node's agent. */
export function KernelState({ node, filter }: KernelViewProps) {
  const { data, error, isFetching, refetch } = useNodeState(node)
  if (data === undefined) return error === null ? <Skeleton h={200} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="sm">
      <ReadAt at={data.readAt} revision={data.revision} isReading={isFetching} onRead={() => void refetch()} />
      <KernelObjects objects={data.objects.filter((text) => text.toLowerCase().includes(filter))} label={t('State')} />
    </Stack>
  )
}
