import { Alert, Skeleton, Stack } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { DiffView } from '../../shared/diff/DiffView'
import type { DiffLine } from '../../shared/diff/lines'
import { t } from '../../shared/i18n/t'
import { useNodeDiff } from '../../shared/kernel/useKernel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import type { KernelViewProps } from './kernelView'
import { ReadAt } from './ReadAt'

/** What would have to be done to the kernel; nothing, where all is well. */
export function KernelDiff({ node, filter }: KernelViewProps) {
  const { data, error, isFetching, refetch } = useNodeDiff(node)
  if (data === undefined) return error === null ? <Skeleton h={120} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="sm">
      <ReadAt at={data.readAt} revision={data.revision} isReading={isFetching} onRead={() => void refetch()} />
      {data.steps.length === 0
        ? <Alert color="green" icon={<IconCircleCheck size={18} />} title={t('Nothing differs')}>{t('The kernel holds what it should, object by object.')}</Alert>
        : <DiffView lines={data.steps.filter((step) => step.toLowerCase().includes(filter)).map(lineOf)} label={t('Difference')} />}
    </Stack>
  )
}

const signs = { '+': '+', '-': '−', '~': '~' } as const

const lineOf = (step: string): DiffLine => {
  const [sign = '', ...rest] = step.split(' ')
  return sign in signs ? { sign: signs[sign as keyof typeof signs], text: rest.join(' ') } : { sign: ' ', text: step }
}
