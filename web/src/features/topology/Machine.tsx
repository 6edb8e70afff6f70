import { Group, Text } from '@mantine/core'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { t } from '../../shared/i18n/t'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { BridgeBox } from './BridgeBox'
import type { MachineNode } from './graph'
import classes from './Topology.module.css'
import { useDetail } from './useDetail'

/** A node with its bridges. */
export function Machine({ data: { machine, bridges } }: NodeProps<MachineNode>) {
  const detail = useDetail()
  return (
    <div className={classes.machine} data-phase={machine.status.phase} data-detail={detail}>
      <Handle type="target" position={Position.Top} className={classes.handle ?? ''} isConnectable={false} />
      <Group justify="space-between" wrap="nowrap" className={classes.title ?? ''}>
        <ResourceLink kind="node" name={machine.name} strong />
        <PhaseBadge phase={machine.status.phase} />
      </Group>
      {detail !== 'counts' && <Text ff="monospace" fz={11} c="dimmed">{machine.underlayAddresses?.[0] ?? t('no address')}</Text>}
      {bridges.map((bridge) => <BridgeBox key={bridge.network ?? ''} bridge={bridge} detail={detail} />)}
      {bridges.length === 0 && <Text fz="xs" c="dimmed" mt={8}>{t('No pod stands here.')}</Text>}
    </div>
  )
}
