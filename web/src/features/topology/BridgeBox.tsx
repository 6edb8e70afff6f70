import { Box, Group, Text } from '@mantine/core'
import { counted } from '../../shared/data/kinds'
import { t } from '../../shared/i18n/t'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import type { Bridge } from './graph'
import { PodBox } from './PodBox'
import { dotsDrawn, podsNamed } from './sizes'
import { useSelection } from './selection'
import classes from './Topology.module.css'
import type { Detail } from './useDetail'
import { byName } from '../../shared/data/order'

interface Props {
  bridge: Bridge
  detail: Detail
}

/** A bridge and the pods at it: by name where there are few, else a square each. */
export function BridgeBox({ bridge: { network, color, pods }, detail }: Props) {
  const { pod: selected } = useSelection()
  const isGrouped = pods.length > podsNamed
  // Whoever was selected is drawn, however many there are.
  const sorted = detail === 'counts' ? [] : pods.toSorted((a, b) => Number(b.id === selected) - Number(a.id === selected) || byName(a, b))
  const drawn = sorted.slice(0, isGrouped ? dotsDrawn : podsNamed)
  return (
    <Box className={classes.bridge} data-detail={detail} __vars={{ '--net': color }}>
      <Group justify="space-between" wrap="nowrap">
        <Text span inherit fw={550} truncate>{network ?? t('The node’s own namespace')}</Text>
        <Text span inherit c="dimmed" className={classes.count ?? ''}>{counted(pods.length, 'pod')}</Text>
      </Group>
      {drawn.length > 0 && (
        <div className={isGrouped ? classes.dots : classes.pods}>
          {drawn.map((pod) => <PodBox key={pod.id} pod={pod} detail={detail} isDot={isGrouped} />)}
        </div>
      )}
      {detail !== 'counts' && pods.length > drawn.length && <AnchorLink to="/pods" search={{ q: network ?? '' }} fz={12}>{t('and {count} more', { count: pods.length - drawn.length })}</AnchorLink>}
    </Box>
  )
}
