import type { Service } from '../../shared/api/types'

/** `80/tcp → 8080`, with the port of every node where there is one: `80/tcp → 8080 (30080)`. */
export const portTexts = (service: Service) =>
  service.ports.map(({ port, protocol, targetPort, targetPortName, nodePort }) => `${port}/${protocol} → ${targetPortName ?? targetPort ?? port}${nodePort == null ? '' : ` (${nodePort})`}`)

/** `app=web`, or the addresses that were given instead. */
export const selectorText = ({ selector, backends }: Service) =>
  backends?.map(({ address, port }) => (port == null ? address : `${address}:${port}`)).join(', ') ?? Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ')
