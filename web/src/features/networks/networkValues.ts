import type { NetworkRequest } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing } from '../../shared/forms/values'

/** What the form begins with. */
export const initialValues = {
  name: '',
  type: 'overlay' as 'overlay' | 'bridge',
  encapsulation: 'vxlan' as 'vxlan' | 'crossSubnet' | 'none',
  families: 'ipv4' as 'ipv4' | 'ipv6' | 'both',
  podCidrs: [] as string[],
  serviceCidrs: [] as string[],
  nodePrefixLengths: [] as string[],
  vni: '' as number | string,
  vxlanPort: '' as number | string,
  mtu: '' as number | string,
  egress: true,
  nodeEgress: 'default' as 'default' | 'masquerade' | 'keep',
  nodeSelector: [] as string[],
  labels: [] as string[],
}

/** The request says only what was filled in, and nothing that the type has no use for. */
export function requestOf(values: typeof initialValues): NetworkRequest {
  const isOverlay = values.type === 'overlay'
  const hasTunnels = isOverlay && values.encapsulation !== 'none'
  return {
    name: values.name.trim(),
    egress: values.egress ? 'masquerade' : 'none',
    ...given({
      type: isOverlay ? undefined : values.type,
      encapsulation: !isOverlay || values.encapsulation === 'vxlan' ? undefined : values.encapsulation,
      families: values.podCidrs.length > 0 || values.families === 'ipv4' ? undefined : familiesOf(values.families),
      podCidrs: listOrNothing(values.podCidrs),
      serviceCidrs: listOrNothing(values.serviceCidrs),
      nodePrefixLengths: isOverlay ? listOrNothing(values.nodePrefixLengths)?.map(Number) : undefined,
      vni: hasTunnels ? numberOrNothing(values.vni) : undefined,
      vxlanPort: hasTunnels ? numberOrNothing(values.vxlanPort) : undefined,
      mtu: numberOrNothing(values.mtu),
      nodeEgress: values.nodeEgress === 'default' ? undefined : values.nodeEgress,
      nodeSelector: labelsOf(values.nodeSelector),
      labels: labelsOf(values.labels),
    }),
  }
}

const familiesOf = (families: 'ipv6' | 'both') => (families === 'both' ? ['ipv4' as const, 'ipv6' as const] : ['ipv6' as const])
