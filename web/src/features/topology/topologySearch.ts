/** What the address bar says of the topology: whose paths are shown. */
export interface TopologySearch {
  network?: string
  pod?: string
}

export function parseTopologySearch({ network, pod }: Record<string, unknown>): TopologySearch {
  return {
    ...(typeof network === 'string' && network !== '' ? { network } : {}),
    ...(typeof pod === 'string' && pod !== '' ? { pod } : {}),
  }
}
