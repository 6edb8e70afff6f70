import { Box, Group, Text } from '@mantine/core'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import type { HubNode } from './graph'
import classes from './Topology.module.css'

/** A network: what joins its bridges. */
export function Hub({ data: { network, color, count } }: NodeProps<HubNode>) {
  return (
    <Box className={classes.hub} __vars={{ '--net': color }}>
      <Group justify="space-between" wrap="nowrap" fz="sm">
        <ResourceLink kind="network" name={network.name} strong />
        <Text span fz="xs" c="dimmed">{count} {count === 1 ? 'pod' : 'pods'}</Text>
      </Group>
      <Text ff="monospace" fz={11} c="dimmed" truncate>{network.podCidrs.join(', ')}</Text>
      <Text fz={11} c="dimmed">{network.type === 'bridge' ? 'each node for itself' : network.vni == null ? 'direct routes' : `${network.encapsulation} · VNI ${network.vni}`}</Text>
      <Handle type="source" position={Position.Bottom} className={classes.handle ?? ''} isConnectable={false} />
    </Box>
  )
}
