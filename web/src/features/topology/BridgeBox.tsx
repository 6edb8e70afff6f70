import { Box, Group, Text } from '@mantine/core'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { type Bridge, podsDrawn } from './graph'
import { useSelection } from './selection'
import classes from './Topology.module.css'

/** A bridge and the pods at it; a pod is selected by its button. */
export function BridgeBox({ bridge: { network, color, pods } }: { bridge: Bridge }) {
  const { pod: selected, reached, select } = useSelection()
  // Whoever was selected is drawn, however many there are.
  const drawn = [...pods].sort((a, b) => Number(b.name === selected) - Number(a.name === selected) || a.name.localeCompare(b.name, 'en', { numeric: true })).slice(0, podsDrawn)
  const stateOf = (id: string) => (reached === null ? undefined : reached.has(id) ? 'reached' : 'beyond')
  return (
    <Box className={classes.bridge} __vars={{ '--net': color }}>
      <Group justify="space-between" wrap="nowrap">
        <Text span inherit fw={550}>{network ?? 'The node’s own namespace'}</Text>
        <Text span inherit c="dimmed">{pods.length} {pods.length === 1 ? 'pod' : 'pods'}</Text>
      </Group>
      <div className={classes.pods}>
        {drawn.map(({ id, name, addresses }) => (
          <button
            key={id}
            type="button"
            className={`${classes.pod ?? ''} nodrag`}
            title={`${name} ${addresses.join(' ')}`}
            aria-pressed={selected === name}
            data-state={stateOf(id)}
            onClick={() => { select(selected === name ? null : name) }}
          >
            {name}
          </button>
        ))}
        {pods.length > drawn.length && <AnchorLink to="/pods" search={{ q: network ?? '' }} fz={12}>and {pods.length - drawn.length} more</AnchorLink>}
      </div>
    </Box>
  )
}
