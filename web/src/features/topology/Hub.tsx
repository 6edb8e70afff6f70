import { Box, Group, Text } from '@mantine/core'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import type { HubNode } from './graph'
import classes from './Topology.module.css'
import { t } from '../../shared/i18n/t'
import { counted } from '../../shared/data/kinds'

/** A network: what joins its bridges. */
export function Hub({ data: { network, color, count } }: NodeProps<HubNode>) {
  return (
    <Box className={classes.hub} __vars={{ '--net': color }}>
      <Group justify="space-between" wrap="nowrap" fz="sm">
        <ResourceLink kind="network" name={network.name} project={network.project} strong />
        <Text span fz="xs" c="dimmed">{counted(count, 'pod')}</Text>
      </Group>
      <Text ff="monospace" fz={11} c="dimmed" truncate>{network.podCidrs.join(', ')}</Text>
      <Text fz={11} c="dimmed">{network.type === 'bridge' ? t('each node for itself') : network.vni == null ? t('direct routes') : `${network.encapsulation} · VNI ${network.vni}`}</Text>
      <Handle type="source" position={Position.Bottom} className={classes.handle ?? ''} isConnectable={false} />
    </Box>
  )
}
