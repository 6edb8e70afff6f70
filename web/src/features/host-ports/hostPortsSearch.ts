/** What the address bar says of the table of host ports. */
export interface HostPortsSearch {
  q?: string
  node?: string
  page?: number
}

export function parseHostPortsSearch({ q, node, page }: Record<string, unknown>): HostPortsSearch {
  const number = Number(page)
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof node === 'string' && node !== '' ? { node } : {}),
    ...(Number.isInteger(number) && number > 1 ? { page: number } : {}),
  }
}
