import { Alert, List, Skeleton, Stack, Text } from '@mantine/core'
import { t } from '../../shared/i18n/t'
import { KernelObjects } from '../../shared/kernel/KernelObjects'
import { useNodePlan } from '../../shared/kernel/useKernel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import type { KernelViewProps } from './kernelView'

/** What the kernel should hold, and what can't be made. */
export function KernelPlan({ node, filter }: KernelViewProps) {
  const { data, error, refetch } = useNodePlan(node)
  if (data === undefined) return error === null ? <Skeleton h={200} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="sm">
      {data.incomplete.length > 0 && (
        <Alert color="orange" title={t('Can’t be made as recorded')}><List fz="sm">{data.incomplete.map((each) => <List.Item key={each}>{each}</List.Item>)}</List></Alert>
      )}
      <Text fz="sm" c="dimmed">{t('{count|# object|# objects} from the record, by the compiler that the agent runs.', { count: data.objects.length })}</Text>
      <KernelObjects objects={data.objects.filter((text) => text.toLowerCase().includes(filter))} label={t('Plan')} />
    </Stack>
  )
}
