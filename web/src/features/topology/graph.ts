import type { Node as FlowNode } from '@xyflow/react'
import type { Network, Node, Pod } from '../../shared/api/types'
import { networkKey } from './colors'
import type { LaneEdgeData } from './LaneEdge'
import { gap, heightOf, hubHeight, hubWidth, machineWidth, top } from './sizes'
import { byName } from '../../shared/data/order'

/** A bridge of a machine with the pods at it; null for pods that live in the node's own namespace. */
export interface Bridge {
  /** Its network's name. */
  network: string | null
  /** Its network's key. */
  key: string | null
  color: string
  pods: Pod[]
}

export type MachineNode = FlowNode<{ machine: Node; bridges: Bridge[] }, 'machine'>
export type HubNode = FlowNode<{ network: Network; color: string; count: number }, 'hub'>
export type GraphNode = MachineNode | HubNode

export interface Fleet {
  nodes: Node[]
  networks: Network[]
  pods: Pod[]
  colors: Map<string, string>
  /** Higher than wide, as a telephone is. */
  isTall: boolean
}

const laneStep = 4

/** The fleet as a graph: networks above, machines below in rows, and a line for each bridge that is joined to its overlay. */
export function graphOf({ nodes, networks, pods, colors, isTall }: Fleet): { nodes: GraphNode[]; edges: LaneEdgeData[] } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(isTall ? nodes.length / 2 : nodes.length)))
  const width = columns * (machineWidth + gap)
  const byNode = groups(pods, ({ node }) => node)
  const machines: MachineNode[] = []
  let y = top
  const sorted = nodes.toSorted(byName)
  for (let start = 0; start < sorted.length; start += columns) {
    const row = sorted.slice(start, start + columns).map((machine) => ({ machine, bridges: bridgesOf(byNode.get(machine.name) ?? [], colors) }))
    const heights = row.map(({ bridges }) => heightOf(bridges.map(({ pods: all }) => all.length)))
    // Said before it is measured: what has no size is drawn once more for it.
    machines.push(...row.map((data, column): MachineNode => ({
      id: data.machine.id,
      type: 'machine',
      data,
      position: { x: column * (machineWidth + gap), y },
      initialWidth: machineWidth,
      initialHeight: heights[column] ?? 0,
    })))
    y += Math.max(...heights) + gap
  }
  const shown = networks.toSorted(byName)
  const step = Math.max(hubWidth + 24, width / Math.max(1, shown.length))
  const hubs = shown.map((network, index): HubNode => ({
    id: network.id,
    type: 'hub',
    data: { network, color: colors.get(keyOf(network)) ?? '', count: pods.filter((pod) => pod.network === network.name && pod.project === network.project).length },
    position: { x: (width - gap) / 2 + (index - (shown.length - 1) / 2) * step - hubWidth / 2, y: 0 },
    initialWidth: hubWidth,
    initialHeight: hubHeight,
  }))
  const edges = machines.flatMap(({ id, data: { bridges } }) => bridges.flatMap(({ key, color }): LaneEdgeData[] => {
    const index = shown.findIndex((network) => keyOf(network) === key)
    const hub = shown[index]
    const offset = ((index - (shown.length - 1) / 2) * laneStep) % (gap / 3)
    return hub === undefined ? [] : [{ id: `${id}${hub.id}`, type: 'lane', source: hub.id, target: id, data: { offset }, style: { stroke: color, strokeWidth: 2 }, focusable: false }]
  }))
  return { nodes: [...hubs, ...machines], edges }
}

const keyOf = ({ name, project }: Network) => networkKey({ network: name, project }) ?? ''

function bridgesOf(pods: Pod[], colors: Map<string, string>): Bridge[] {
  return [...groups(pods, networkKey)]
    .map(([key, members]) => ({ network: members[0]?.network ?? null, key, color: (key === null ? undefined : colors.get(key)) ?? 'var(--mantine-color-gray-6)', pods: members }))
    .sort((a, b) => (a.network ?? '~').localeCompare(b.network ?? '~') || (a.key ?? '').localeCompare(b.key ?? ''))
}

function groups<T, K>(items: T[], keyOf: (item: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>()
  for (const item of items) {
    const group = found.get(keyOf(item))
    if (group === undefined) found.set(keyOf(item), [item])
    else group.push(item)
  }
  return found
}
