import type { PortMapping, PortMappingRequest } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing, pairsOf, textOrNothing } from '../../shared/forms/values'

/** What the form begins with. */
export const initialValues = {
  name: '',
  to: 'pod' as 'pod' | 'service',
  pod: null as string | null,
  targetPort: '' as number | string,
  service: null as string | null,
  servicePort: '' as number | string,
  protocol: 'tcp' as 'tcp' | 'udp',
  hostAddress: '',
  hostPort: '' as number | string,
  hostPortEnd: '' as number | string,
  nodes: [] as string[],
  labels: [] as string[],
}

export type PortMappingValues = typeof initialValues

/** A mapping as the form shows it. */
export const valuesOf = ({ name, pod, targetPort, service, servicePort, protocol, hostAddress, hostPort, hostPortEnd, nodes, labels }: PortMapping): PortMappingValues => ({
  name,
  to: service == null ? 'pod' : 'service',
  pod: pod ?? null,
  targetPort: targetPort ?? '',
  service: service ?? null,
  servicePort: servicePort ?? '',
  protocol,
  hostAddress,
  hostPort,
  hostPortEnd: hostPortEnd ?? '',
  nodes: nodes ?? [],
  labels: pairsOf(labels),
})

/** The request says only what was filled in, and nothing that the target has no use for. */
export function requestOf(values: PortMappingValues): PortMappingRequest {
  const isOfPod = values.to === 'pod'
  return {
    name: values.name.trim(),
    protocol: values.protocol,
    ...given({
      pod: isOfPod ? values.pod ?? '' : undefined,
      targetPort: isOfPod ? numberOrNothing(values.targetPort) : undefined,
      service: isOfPod ? undefined : values.service ?? '',
      servicePort: isOfPod ? undefined : numberOrNothing(values.servicePort),
      hostPort: numberOrNothing(values.hostPort),
      hostPortEnd: numberOrNothing(values.hostPortEnd),
      hostAddress: textOrNothing(values.hostAddress),
      nodes: listOrNothing(values.nodes),
      labels: labelsOf(values.labels),
    }),
  }
}
