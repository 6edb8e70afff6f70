import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import { Background, Controls, ReactFlow } from '@xyflow/react'
import { memo, useMemo } from 'react'
import type { Pod } from '../../shared/api/types'
import type { GraphNode, MachineNode } from './graph'
import { Hub } from './Hub'
import { LaneEdge, type LaneEdgeData } from './LaneEdge'
import { Machine } from './Machine'
import type { Reach } from './reach'
import { ReachPanel } from './ReachPanel'
import { SelectionContext } from './selection'
import classes from './Topology.module.css'
import { isLarge } from './useDetail'
import { ZoomToPod } from './ZoomToPod'
import { t } from '../../shared/i18n/t'

// React Flow says anew how large each is whenever it has measured it; what is drawn is the same.
const hasSameData = (a: { data: unknown }, b: { data: unknown }) => a.data === b.data
const nodeTypes = { machine: memo(Machine, hasSameData), hub: memo(Hub, hasSameData) }
const edgeTypes = { lane: LaneEdge }

interface Props {
  graph: { nodes: GraphNode[]; edges: LaneEdgeData[] }
  pod: Pod | null
  reach: Reach | null
  /** By the pod's id. */
  onSelect: (id: string | null) => void
}

/** The picture, to be moved and zoomed; only what is in view is drawn. */
export function Canvas({ graph, pod, reach, onSelect }: Props) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const selection = { pod: pod?.id ?? null, reached: pod === null ? null : new Set([pod.id, ...(reach?.pods.map(({ id }) => id) ?? [])]), select: onSelect }
  const machine = pod === null ? null : graph.nodes.find((node): node is MachineNode => node.type === 'machine' && node.data.machine.name === pod.node)?.id ?? null
  const edges = useMemo(
    () => graph.edges.map((edge) => ({ ...edge, animated: reach?.network?.id === edge.source, style: { ...edge.style, opacity: pod === null || reach?.network?.id === edge.source ? 0.9 : 0.15 } })),
    [graph.edges, pod, reach],
  )
  return (
    <SelectionContext value={selection}>
      <div className={classes.view}>
        <div className={classes.canvas}>
          <ReactFlow
            nodes={graph.nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            colorMode={scheme}
            fitView
            fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
            minZoom={0.05}
            maxZoom={4}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            onlyRenderVisibleElements={isLarge(graph.nodes.length)}
            aria-label={t('Topology')}
          >
            <Background gap={24} />
            <Controls showInteractive={false} />
            <ZoomToPod machine={machine} />
          </ReactFlow>
        </div>
        {pod !== null && <ReachPanel pod={pod} reach={reach} onClose={() => { onSelect(null) }} />}
      </div>
    </SelectionContext>
  )
}
