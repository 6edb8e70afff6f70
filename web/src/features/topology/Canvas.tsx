import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import { Background, Controls, type Edge, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import type { Pod } from '../../shared/api/types'
import type { GraphNode } from './graph'
import { Hub } from './Hub'
import { Machine } from './Machine'
import type { Reach } from './reach'
import { ReachPanel } from './ReachPanel'
import { SelectionContext } from './selection'
import classes from './Topology.module.css'

const nodeTypes = { machine: Machine, hub: Hub }

interface Props {
  graph: { nodes: GraphNode[]; edges: Edge[] }
  pod: Pod | null
  reach: Reach | null
  onSelect: (pod: string | null) => void
}

/** The picture, to be moved and zoomed; only what is in view is drawn. */
export function Canvas({ graph, pod, reach, onSelect }: Props) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const selection = { pod: pod?.name ?? null, reached: pod === null ? null : new Set([pod.id, ...(reach?.pods.map(({ id }) => id) ?? [])]), select: onSelect }
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
            colorMode={scheme}
            fitView
            fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
            minZoom={0.05}
            maxZoom={2}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            onlyRenderVisibleElements={graph.nodes.length > 60}
            aria-label="Topology"
          >
            <Background gap={24} />
            <Controls showInteractive={false} />
          </ReactFlow>
        </div>
        {pod !== null && <ReachPanel pod={pod} reach={reach} onClose={() => { onSelect(null) }} />}
      </div>
    </SelectionContext>
  )
}
