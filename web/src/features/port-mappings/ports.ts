import type { PortMapping } from '../../shared/api/types'

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)

/** `0.0.0.0:8080/tcp`, `[::]:8000-8010/udp` */
export const hostSide = ({ hostAddress, hostPort, hostPortEnd, protocol }: PortMapping) =>
  `${bracketed(hostAddress)}:${hostPort}${hostPortEnd == null ? '' : `-${hostPortEnd}`}/${protocol}`

/** The ports of the target; those of a range run along. */
export const targetPorts = ({ hostPort, hostPortEnd, targetPort, servicePort }: PortMapping) =>
  hostPortEnd == null || targetPort == null ? `${targetPort ?? servicePort ?? hostPort}` : `${targetPort}-${targetPort + hostPortEnd - hostPort}`
