import type { Network, NetworkRequest } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing, pairsOf } from '../../shared/forms/values'

/** What the form begins with. */
export const initialValues = {
  name: '',
  type: 'overlay' as 'overlay' | 'bridge',
  encapsulation: 'vxlan' as 'vxlan' | 'crossSubnet' | 'none',
  families: 'ipv4' as 'ipv4' | 'ipv6' | 'both',
  podCidrs: [] as string[],
  serviceCidrs: [] as string[],
  podPrefixLengths: [] as string[],
  servicePrefixLengths: [] as string[],
  nodePrefixLengths: [] as string[],
  vni: '' as number | string,
  vxlanPort: '' as number | string,
  mtu: '' as number | string,
  egress: true,
  nodeEgress: 'default' as 'default' | 'masquerade' | 'keep',
  nodeSelector: [] as string[],
  labels: [] as string[],
}

export type NetworkValues = typeof initialValues

/** A network as the form shows it; what can't be changed is left as it begins. */
export const valuesOf = ({ name, type, encapsulation, mtu, egress, nodeEgress, nodeSelector, labels }: Network): NetworkValues =>
  ({ ...initialValues, name, type, encapsulation, mtu, egress: egress === 'masquerade', nodeEgress, nodeSelector: pairsOf(nodeSelector), labels: pairsOf(labels) })

/** The request says only what was filled in, and nothing that the type has no use for. */
export function requestOf(values: NetworkValues): NetworkRequest {
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
      podPrefixLengths: values.podCidrs.length > 0 ? undefined : listOrNothing(values.podPrefixLengths)?.map(Number),
      servicePrefixLengths: values.serviceCidrs.length > 0 ? undefined : listOrNothing(values.servicePrefixLengths)?.map(Number),
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
