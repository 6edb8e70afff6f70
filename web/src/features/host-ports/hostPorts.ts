import type { Kind, Node, Pod, PortMapping, Service } from '../../shared/api/types'
import { byName, inOrder } from '../../shared/data/order'

/** A port of a node and who has it. */
export interface HostPort {
  node: string
  address: string
  port: number
  /** The last one of a range. */
  end: number
  protocol: string
  /** A resource of ours; null for a process of the node itself. */
  holder: { kind: Kind; name: string; project: string } | null
  /** The name of such a process. */
  process: string | null
}

interface Fleet {
  nodes: Node[]
  mappings: PortMapping[]
  services: Service[]
  pods: Pod[]
}

/** What is taken on some of the nodes; on null: on all. */
type Taken = Omit<HostPort, 'node'> & { on: ReadonlySet<string> | null }

/**
 * All ports that are taken on the nodes: by mappings, by services at every node, by pods in host mode, by the nodes' own
 * processes. Put in order before they are shared out: thousands of mappings on a hundred nodes are sorted once.
 */
export function hostPorts(fleet: Fleet): HostPort[] {
  const taken = takenOf(fleet).sort((a, b) => a.port - b.port || inOrder(a.protocol, b.protocol))
  return fleet.nodes.toSorted(byName).flatMap(({ name: node }) => taken.filter(({ on }) => on === null || on.has(node)).map(({ address, port, end, protocol, holder, process }) => ({ node, address, port, end, protocol, holder, process })))
}

const takenOf = ({ nodes, mappings, services, pods }: Fleet): Taken[] => [
  ...mappings.map(({ name, project, nodes: on, hostAddress, hostPort, hostPortEnd, protocol }) =>
    ({ on: on == null ? null : new Set(on), address: hostAddress, port: hostPort, end: hostPortEnd ?? hostPort, protocol, ...of('port-mapping', name, project) })),
  ...services.flatMap(({ name, project, ports }) => ports.flatMap(({ nodePort, protocol }) =>
    nodePort == null ? [] : [{ on: null, address: '*', port: nodePort, end: nodePort, protocol, ...of('service', name, project) }])),
  ...pods.filter(({ mode }) => mode === 'host').flatMap(({ name, project, node, ports }) =>
    ports.map(({ port, protocol }) => ({ on: new Set([node]), address: '*', port, end: port, protocol, ...of('pod', name, project) }))),
  ...nodes.flatMap(({ name, status }) => (status.listeners ?? []).map(({ address, port, protocol, process, pid }) =>
    ({ on: new Set([name]), address, port, end: port, protocol, holder: null, process: process == null ? '' : pid == null ? process : `${process} (${pid})` }))),
]

const of = (kind: Kind, name: string, project: string) => ({ holder: { kind, name, project }, process: null })
