import { Skeleton, Stack, Text } from '@mantine/core'
import type { Network } from '../../../shared/api/types'
import { contains, rangeOf } from '../../../shared/cidr/cidr'
import { ProblemAlert } from '../../../shared/ui/ProblemAlert'
import { CidrMap } from './CidrMap'
import { useBlocks } from './useBlocks'
import { t } from '../../../shared/i18n/t'

/** A network's pod CIDRs as blocks, and a block as addresses. */
export function AddressMap({ network }: { network: Network }) {
  const { data, error, refetch } = useBlocks(network.id)
  if (data === undefined) return error === null ? <Skeleton h={90} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="lg">
      {network.podCidrs.map((cidr, index) => {
        const range = rangeOf(cidr)
        if (range === null) return null
        const blocks = data.flatMap((block) => {
          const part = rangeOf(block.cidr)
          return part !== null && contains(range, part) ? [{ block, part }] : []
        })
        const sorted = blocks.sort((a, b) => (a.part.first < b.part.first ? -1 : 1))
        return <CidrMap key={cidr} network={network} range={range} blocks={sorted} prefixLength={network.nodePrefixLengths[index] ?? range.prefixLength} />
      })}
      {network.podCidrs.length === 0 && <Text fz="sm" c="dimmed">{t('It has no pod CIDR.')}</Text>}
    </Stack>
  )
}
