import type { Network } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { Addresses } from '../../shared/ui/Addresses'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { NameList } from '../../shared/ui/NameList'
import { NodeTally } from '../../shared/ui/NodeTally'
import { Section } from '../../shared/ui/Section'
import { AddressMap } from './map/AddressMap'
import { UsageChart } from './UsageChart'
import { t } from '../../shared/i18n/t'

/** What a network is made of, and who stands in it. */
export function NetworkSummary({ network }: { network: Network }) {
  const pods = useList('pod').data?.filter((pod) => pod.network === network.name && pod.project === network.project) ?? []
  return (
    <>
      <Section title={t('Conditions')}><Conditions conditions={network.status.conditions} /></Section>
      <Section title={t('Addresses')}>
        <Facts
          facts={[
            [t('Pod CIDRs'), <Addresses key="pods" values={network.podCidrs} what="CIDR" />],
            [t('Service CIDRs'), <Addresses key="services" values={network.serviceCidrs} what="CIDR" />],
            [t('Block of a node'), network.nodePrefixLengths.map((length) => `/${length}`).join(', ')],
            [t('Nodes ready'), <NodeTally key="nodes" {...network.status.nodes} />],
          ]}
        />
      </Section>
      <Section title={t('Used over time')}><UsageChart network={network} /></Section>
      <Section title={t('Address map')}><AddressMap network={network} /></Section>
      <Section title={t('Data path')}>
        <Facts
          facts={[
            [t('Type'), network.type],
            [t('Encapsulation'), network.encapsulation],
            ['VNI', network.vni ?? '–'],
            [t('VXLAN port'), network.vxlanPort],
            ['MTU', network.mtu],
            [t('To the outside'), network.egress === 'masquerade' ? t('with the node’s address (masquerade)') : t('with the pod’s own address')],
            [t('To nodes'), network.nodeEgress === 'masquerade' ? t('with the node’s address (masquerade)') : t('with the pod’s own address')],
          ]}
        />
      </Section>
      <Section title={t('Pods ({count})', { count: pods.length })}><NameList kind="pod" resources={pods} /></Section>
    </>
  )
}
