import { Box, Group, Stack, Text } from '@mantine/core'
import type { Block } from '../../../shared/api/types'
import type { Range } from '../../../shared/cidr/cidr'
import { useListSearch } from '../../../shared/list/listSearch'
import { Mono } from '../../../shared/ui/Mono'
import classes from './AddressMap.module.css'
import { BlockRow } from './BlockRow'

/** A picture of more is none. */
const squares = 256
const rows = 40

interface Props {
  range: Range
  blocks: { block: Block; part: Range }[]
  prefixLength: number
}

/** One pod CIDR: all its blocks as squares, those that are taken as rows. */
export function CidrMap({ range, blocks, prefixLength }: Props) {
  const [{ block: open }, change] = useListSearch()
  const size = 1n << BigInt(range.bits - prefixLength)
  const total = (range.end - range.first) / size
  const places = new Map(blocks.map((each) => [(each.part.first - range.first) / size, each.block]))
  const shown = Math.min(Number(total), squares)
  return (
    <Stack gap="xs">
      <Group justify="space-between"><Mono fw={600}>{range.cidr}</Mono><Text fz="xs" c="dimmed">{blocks.length} of {total.toLocaleString('en')} blocks taken</Text></Group>
      <div className={classes.blocks} role="img" aria-label={`${blocks.length} of ${total} blocks of ${range.cidr} are taken`}>
        {Array.from({ length: shown }, (_, index) => {
          const block = places.get(BigInt(index))
          const use = block === undefined ? 'spare' : block.node == null ? 'tunnel' : 'node'
          return <Box key={index} className={classes.block} data-use={use} title={block && titleOf(block)} __vars={{ '--used': `${100 * (block?.utilization.ratio ?? 0)}%` }} />
        })}
      </div>
      {total > BigInt(shown) && <Text fz="xs" c="dimmed">The first {shown} blocks are shown.</Text>}
      <div>
        {blocks.slice(0, rows).map(({ block }) => (
          <BlockRow key={block.id} block={block} isOpen={open === block.cidr} onToggle={() => { change({ block: open === block.cidr ? undefined : block.cidr }) }} />
        ))}
      </div>
      {blocks.length > rows && <Text fz="xs" c="dimmed">and {blocks.length - rows} blocks more</Text>}
    </Stack>
  )
}

const titleOf = ({ cidr, node, utilization }: Block) => `${cidr}: ${node ?? 'tunnel addresses'}, ${utilization.used} of ${utilization.total} held`
