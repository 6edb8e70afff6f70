import type { Node } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { Addresses } from '../../shared/ui/Addresses'
import { Command } from '../../shared/ui/Command'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { NameList } from '../../shared/ui/NameList'
import { Section } from '../../shared/ui/Section'
import { Lag } from './Lag'
import { LastSeen } from './LastSeen'
import { t } from '../../shared/i18n/t'
import { millisecondsText } from '../../shared/i18n/numbers'

/** What a node is, how far it has come, and what stands on it. */
export function NodeSummary({ node }: { node: Node }) {
  const { status } = node
  const pods = useList('pod').data?.filter((pod) => pod.node === node.name) ?? []
  return (
    <>
      <Section title={t('Conditions')}><Conditions conditions={status.conditions} /></Section>
      <Section title={t('Agent')}>
        <Facts
          facts={[
            [t('Last seen'), <LastSeen key="seen" node={node} />],
            [t('Heard revision'), status.receivedRevision ?? '–'],
            [t('Applied revision'), status.appliedRevision ?? '–'],
            [t('Lag'), <Lag key="lag" node={node} />],
            [t('Kernel objects'), status.stats?.objectsOwned ?? '–'],
            [t('Drift repaired'), status.stats?.driftRepaired ?? '–'],
            [t('Last apply'), status.stats ? millisecondsText(status.stats.lastApplyMicroseconds / 1000) : '–'],
            [t('Agent version'), status.agentVersion ?? '–'],
          ]}
        />
      </Section>
      <Section title={t('Machine')}>
        <Facts
          facts={[
            [t('Zone'), node.zone ?? '–'],
            [t('Underlay'), <Addresses key="underlay" values={node.underlayAddresses} />],
            [t('Routes of its own'), <Addresses key="routes" values={status.hostRoutes} what={t('route')} />],
            [t('Uplink MTU'), status.uplinkMtu ?? '–'],
            [t('Kernel'), status.kernelVersion ?? '–'],
          ]}
        />
        {status.netnsPath != null && <Command line={`nsenter --net=${status.netnsPath}`} />}
      </Section>
      <Section title={t('Pods ({count})', { count: pods.length })}><NameList kind="pod" resources={pods} /></Section>
    </>
  )
}
