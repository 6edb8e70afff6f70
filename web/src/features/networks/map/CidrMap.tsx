import { Box, Group, Stack, Text } from '@mantine/core'
import type { Block, Network } from '../../../shared/api/types'
import type { Range } from '../../../shared/cidr/cidr'
import { useListSearch } from '../../../shared/list/listSearch'
import { Mono } from '../../../shared/ui/Mono'
import classes from './AddressMap.module.css'
import { BlockRow } from './BlockRow'
import { t } from '../../../shared/i18n/t'
import { countText } from '../../../shared/i18n/numbers'

/** A picture of more is none. */
const squares = 256
const rows = 40

interface Props {
  network: Network
  range: Range
  blocks: { block: Block; part: Range }[]
  prefixLength: number
}

/** One pod CIDR: all its blocks as squares, those that are taken as rows. */
export function CidrMap({ network, range, blocks, prefixLength }: Props) {
  const [{ block: open }, change] = useListSearch()
  const size = 1n << BigInt(range.bits - prefixLength)
  const total = (range.end - range.first) / size
  const places = new Map(blocks.map((each) => [(each.part.first - range.first) / size, each.block]))
  const shown = Math.min(Number(total), squares)
  return (
    <Stack gap="xs">
      <Group justify="space-between"><Mono fw={600}>{range.cidr}</Mono><Text fz="xs" c="dimmed">{t('{count} of {total} blocks taken', { count: blocks.length, total: countText(Number(total)) })}</Text></Group>
      <div className={classes.blocks} role="img" aria-label={t('{count} of {total} blocks of {cidr} are taken', { count: blocks.length, total: countText(Number(total)), cidr: range.cidr })}>
        {Array.from({ length: shown }, (_, index) => {
          const block = places.get(BigInt(index))
          const use = block === undefined ? 'spare' : block.node == null ? 'tunnel' : 'node'
          return <Box key={index} className={classes.block} data-use={use} title={block && titleOf(block)} __vars={{ '--used': `${100 * (block?.utilization.ratio ?? 0)}%` }} />
        })}
      </div>
      {total > BigInt(shown) && <Text fz="xs" c="dimmed">{t('The first {count} blocks are shown.', { count: shown })}</Text>}
      <div>
        {blocks.slice(0, rows).map(({ block }) => (
          <BlockRow key={block.id} network={network} block={block} isOpen={open === block.cidr} onToggle={() => { change({ block: open === block.cidr ? undefined : block.cidr }) }} />
        ))}
      </div>
      {blocks.length > rows && <Text fz="xs" c="dimmed">{t('and {count} blocks more', { count: blocks.length - rows })}</Text>}
    </Stack>
  )
}

const titleOf = ({ cidr, node, utilization }: Block) => t('{cidr}: {holder}, {used} of {total} held', { cidr, holder: node ?? t('tunnel addresses'), used: utilization.used, total: countText(utilization.total) })
