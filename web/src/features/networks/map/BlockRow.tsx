import { Progress, Text, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { Block } from '../../../shared/api/types'
import { Mono } from '../../../shared/ui/Mono'
import { AddressCells } from './AddressCells'
import classes from './AddressMap.module.css'

interface Props {
  block: Block
  isOpen: boolean
  onToggle: () => void
}

/** A block with its node and how full it is; unfolds to its addresses. */
export function BlockRow({ block, isOpen, onToggle }: Props) {
  const { node, cidr, utilization: { used, total, ratio } } = block
  return (
    <div>
      <UnstyledButton className={classes.row} aria-expanded={isOpen} onClick={onToggle}>
        <Text span inherit fw={600} truncate>{node ?? 'Tunnel addresses'}</Text>
        <Mono>{cidr}</Mono>
        <Progress className={classes.wide} value={100 * ratio} color={ratio > 0.9 ? 'red' : node == null ? 'grape' : 'indigo'} size="sm" aria-hidden />
        <Text className={classes.wide} span inherit c="dimmed" ta="right">{used.toLocaleString('en')} / {compact(total)}</Text>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden />
      </UnstyledButton>
      {isOpen && <AddressCells block={block} />}
    </div>
  )
}

/** Blocks of IPv6 hold more than anybody reads. */
const compact = (total: number) => (total > 999_999 ? total.toExponential(0).replace('e+', '·10^') : total.toLocaleString('en'))
