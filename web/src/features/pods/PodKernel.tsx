import { Alert, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Pod } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { KernelObjects } from '../../shared/kernel/KernelObjects'
import { useNodePlan, useNodeState } from '../../shared/kernel/useKernel'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { podObjects } from './podObjects'

/** What stands on the node for a pod, and whether the kernel has it. */
export function PodKernel({ pod }: { pod: Pod }) {
  const plan = useNodePlan(pod.node)
  const state = useNodeState(pod.node)
  if (plan.data === undefined) return plan.error === null ? <Skeleton h={120} aria-label={t('Loading')} /> : <ProblemAlert error={plan.error} onRetry={() => void plan.refetch()} />
  const wanted = podObjects(pod, plan.data.objects)
  const held = state.data === undefined ? null : new Set(state.data.objects)
  const missing = new Set(held === null ? [] : wanted.filter((text) => !held.has(text)))
  return (
    <Stack gap="sm">
      {state.isError && <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={t('The node does not answer')}>{t('What its kernel holds can’t be read now. This is what it should hold.')}</Alert>}
      {held !== null && missing.size === 0 && <Alert color="green" icon={<IconCircleCheck size={18} />} title={t('All of it is in the kernel')}>{t('The node’s agent has just read it back.')}</Alert>}
      {missing.size > 0 && <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('{count|# object is|# objects are} not in the kernel', { count: missing.size })}>{t('The agent puts it right in a moment, or the conditions say why it can’t.')}</Alert>}
      <KernelObjects objects={wanted} missing={missing} label={t('Kernel objects')} />
      <Text fz="sm"><AnchorLink to="/nodes/$name" params={{ name: pod.node }} search={{ tab: 'kernel' }} inherit>{t('All objects of {node}', { node: pod.node })}</AnchorLink></Text>
    </Stack>
  )
}
