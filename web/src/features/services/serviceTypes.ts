import type { ServiceType } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'

/** The types that the form offers, and how each is reached. */
export const serviceTypes: { value: ServiceType; label: string; hint: string }[] = [
  { value: 'clusterIp', label: 'clusterIp', hint: t('At a virtual address, by the network’s pods and all nodes.') },
  { value: 'nodePort', label: 'nodePort', hint: t('Besides at a port of every node, by whoever reaches the node.') },
  { value: 'loadBalancer', label: 'loadBalancer', hint: t('Besides at an address on the underlay, for which one of the nodes answers.') },
  { value: 'headless', label: 'headless', hint: t('At its endpoints’ own addresses, by name.') },
  { value: 'externalName', label: 'externalName', hint: t('A name for somebody else’s.') },
]
