import type { ServiceRequest, ServiceType } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing, textOrNothing } from '../../shared/forms/values'

type Optional = number | string

export const newPort = { name: '', port: '' as Optional, protocol: 'tcp' as 'tcp' | 'udp', targetPort: '', nodePort: '' as Optional }

export const newBackend = { address: '', port: '' as Optional, weight: '' as Optional }

/** What the form begins with. */
export const initialValues = {
  name: '',
  type: 'clusterIp' as ServiceType,
  network: null as string | null,
  behind: 'selector' as 'selector' | 'backends',
  selector: [] as string[],
  backends: [newBackend],
  externalName: '',
  ports: [newPort],
  clusterIps: [] as string[],
  loadBalancerIps: [] as string[],
  loadBalancerSourceRanges: [] as string[],
  healthCheckNodePort: '' as Optional,
  sessionAffinity: 'none' as 'none' | 'clientIp',
  sessionAffinityTimeoutSeconds: '' as Optional,
  internalTrafficPolicy: 'cluster' as 'cluster' | 'local',
  externalTrafficPolicy: 'cluster' as 'cluster' | 'local',
  healthCheck: { type: 'none' as 'none' | 'tcp' | 'http', port: '' as Optional, path: '', intervalSeconds: '' as Optional, threshold: '' as Optional },
  terminationGraceSeconds: '' as Optional,
  preferSameZone: false,
  labels: [] as string[],
}

export type ServiceValues = typeof initialValues

/** What a type has of the form's parts. */
export const partsOf = (type: ServiceType) => ({
  isName: type === 'externalName',
  hasVirtualAddress: type !== 'headless' && type !== 'externalName',
  isBalanced: type === 'loadBalancer',
  hasNodePorts: type !== 'clusterIp' && type !== 'headless' && type !== 'externalName',
})

/** The request says only what was filled in, and nothing that the type has no use for. */
export function requestOf(values: ServiceValues): ServiceRequest {
  const { isName, isBalanced, hasVirtualAddress, hasNodePorts } = partsOf(values.type)
  const filled = values.ports.filter(({ port }) => port !== '')
  return {
    name: values.name.trim(),
    type: values.type,
    ...given({
      network: textOrNothing(values.network),
      selector: isName || values.behind !== 'selector' ? undefined : labelsOf(values.selector) ?? {},
      backends: isName || values.behind !== 'backends' ? undefined : values.backends.map(backendOf),
      externalName: isName ? textOrNothing(values.externalName) ?? '' : undefined,
      ports: filled.length === 0 && !hasVirtualAddress ? undefined : values.ports.filter((port) => port.port !== '' || hasVirtualAddress).map((port) => portOf(port, hasNodePorts)),
      clusterIps: hasVirtualAddress ? listOrNothing(values.clusterIps) : undefined,
      labels: labelsOf(values.labels),
    }),
    ...(hasVirtualAddress ? balancingOf(values, hasNodePorts) : {}),
    ...(isBalanced ? loadBalancerOf(values) : {}),
    ...(values.healthCheck.type === 'none' || isName ? {} : { healthCheck: healthCheckOf(values) }),
  }
}

const balancingOf = (values: ServiceValues, hasNodePorts: boolean) => given({
  sessionAffinity: values.sessionAffinity,
  sessionAffinityTimeoutSeconds: values.sessionAffinity === 'none' ? undefined : numberOrNothing(values.sessionAffinityTimeoutSeconds),
  internalTrafficPolicy: values.internalTrafficPolicy,
  externalTrafficPolicy: hasNodePorts ? values.externalTrafficPolicy : undefined,
  preferSameZone: values.preferSameZone || undefined,
  terminationGraceSeconds: numberOrNothing(values.terminationGraceSeconds),
})

/** The port at which nodes tell balancers outside whether they serve is there with policy local alone. */
const loadBalancerOf = (values: ServiceValues) => given({
  loadBalancerIps: listOrNothing(values.loadBalancerIps),
  loadBalancerSourceRanges: listOrNothing(values.loadBalancerSourceRanges),
  healthCheckNodePort: values.externalTrafficPolicy === 'local' ? numberOrNothing(values.healthCheckNodePort) : undefined,
})

const healthCheckOf = ({ healthCheck: { type, port, path, intervalSeconds, threshold } }: ServiceValues) => ({
  type,
  ...given({ port: numberOrNothing(port), path: type === 'http' ? textOrNothing(path) : undefined, intervalSeconds: numberOrNothing(intervalSeconds), threshold: numberOrNothing(threshold) }),
})

const backendOf = ({ address, port, weight }: typeof newBackend) => ({ address: address.trim(), ...given({ port: numberOrNothing(port), weight: numberOrNothing(weight) }) })

/** A target is a number, or the name that pods give their port. */
function portOf({ name, port, protocol, targetPort, nodePort }: typeof newPort, hasNodePorts: boolean) {
  const target = targetPort.trim()
  const isNumber = /^\d+$/.test(target)
  return {
    port: Number(port),
    protocol,
    ...given({
      name: textOrNothing(name),
      targetPort: target !== '' && isNumber ? Number(target) : undefined,
      targetPortName: target !== '' && !isNumber ? target : undefined,
      nodePort: hasNodePorts ? numberOrNothing(nodePort) : undefined,
    }),
  }
}
