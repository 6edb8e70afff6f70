/** What the address bar says of the question: who held an address or a host port. */
export interface HoldersSearch {
  address?: string
  hostPort?: number
  protocol?: 'udp'
  node?: string
  /** Now where absent. */
  at?: string
}

export function parseHoldersSearch({ address, hostPort, protocol, node, at }: Record<string, unknown>): HoldersSearch {
  const port = Number(hostPort)
  return {
    ...(typeof address === 'string' && address !== '' ? { address } : {}),
    ...(Number.isInteger(port) && port > 0 ? { hostPort: port } : {}),
    ...(protocol === 'udp' ? { protocol } : {}),
    ...(typeof node === 'string' && node !== '' ? { node } : {}),
    ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { at } : {}),
  }
}
