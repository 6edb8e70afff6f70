import type { Network } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { Addresses } from '../../shared/ui/Addresses'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { NameList } from '../../shared/ui/NameList'
import { NodeTally } from '../../shared/ui/NodeTally'
import { Section } from '../../shared/ui/Section'
import { AddressMap } from './map/AddressMap'

/** What a network is made of, and who stands in it. */
export function NetworkSummary({ network }: { network: Network }) {
  const pods = useList('pod').data?.filter((pod) => pod.network === network.name) ?? []
  return (
    <>
      <Section title="Conditions"><Conditions conditions={network.status.conditions} /></Section>
      <Section title="Addresses">
        <Facts
          facts={[
            ['Pod CIDRs', <Addresses key="pods" values={network.podCidrs} what="CIDR" />],
            ['Service CIDRs', <Addresses key="services" values={network.serviceCidrs} what="CIDR" />],
            ['Block of a node', network.nodePrefixLengths.map((length) => `/${length}`).join(', ')],
            ['Nodes ready', <NodeTally key="nodes" {...network.status.nodes} />],
          ]}
        />
      </Section>
      <Section title="Address map"><AddressMap network={network} /></Section>
      <Section title="Data path">
        <Facts
          facts={[
            ['Type', network.type],
            ['Encapsulation', network.encapsulation],
            ['VNI', network.vni ?? '–'],
            ['VXLAN port', network.vxlanPort],
            ['MTU', network.mtu],
            ['To the outside', network.egress === 'masquerade' ? 'with the node’s address (masquerade)' : 'with the pod’s own address'],
            ['To nodes', network.nodeEgress === 'masquerade' ? 'with the node’s address (masquerade)' : 'with the pod’s own address'],
          ]}
        />
      </Section>
      <Section title={`Pods (${pods.length})`}><NameList kind="pod" names={pods.map((pod) => pod.name)} /></Section>
    </>
  )
}
