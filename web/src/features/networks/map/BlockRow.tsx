import { Progress, Text, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { Block, Network } from '../../../shared/api/types'
import { Mono } from '../../../shared/ui/Mono'
import { AddressCells } from './AddressCells'
import classes from './AddressMap.module.css'
import { t } from '../../../shared/i18n/t'
import { countText } from '../../../shared/i18n/numbers'

interface Props {
  network: Network
  block: Block
  isOpen: boolean
  onToggle: () => void
}

/** A block with its node and how full it is; unfolds to its addresses. */
export function BlockRow({ network, block, isOpen, onToggle }: Props) {
  const { node, cidr, utilization: { used, total, ratio } } = block
  return (
    <div>
      <UnstyledButton className={classes.row} aria-expanded={isOpen} onClick={onToggle}>
        <Text span inherit fw={600} truncate>{node ?? t('Tunnel addresses')}</Text>
        <Mono>{cidr}</Mono>
        <Progress className={classes.wide} value={100 * ratio} color={ratio > 0.9 ? 'red' : node == null ? 'grape' : 'indigo'} size="sm" aria-hidden />
        <Text className={classes.wide} span inherit c="dimmed" ta="right">{countText(used)} / {countText(total)}</Text>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden />
      </UnstyledButton>
      {isOpen && <AddressCells network={network} block={block} />}
    </div>
  )
}
