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

/** What a node is, how far it has come, and what stands on it. */
export function NodeSummary({ node }: { node: Node }) {
  const { status } = node
  const pods = useList('pod').data?.filter((pod) => pod.node === node.name) ?? []
  return (
    <>
      <Section title="Conditions"><Conditions conditions={status.conditions} /></Section>
      <Section title="Agent">
        <Facts
          facts={[
            ['Last seen', <LastSeen key="seen" node={node} />],
            ['Heard revision', status.receivedRevision ?? '–'],
            ['Applied revision', status.appliedRevision ?? '–'],
            ['Lag', <Lag key="lag" node={node} />],
            ['Kernel objects', status.stats?.objectsOwned ?? '–'],
            ['Drift repaired', status.stats?.driftRepaired ?? '–'],
            ['Last apply', status.stats ? `${(status.stats.lastApplyMicroseconds / 1000).toFixed(1)} ms` : '–'],
            ['Agent version', status.agentVersion ?? '–'],
          ]}
        />
      </Section>
      <Section title="Machine">
        <Facts
          facts={[
            ['Zone', node.zone ?? '–'],
            ['Underlay', <Addresses key="underlay" values={node.underlayAddresses} />],
            ['Routes of its own', <Addresses key="routes" values={status.hostRoutes} what="route" />],
            ['Uplink MTU', status.uplinkMtu ?? '–'],
            ['Kernel', status.kernelVersion ?? '–'],
          ]}
        />
        {status.netnsPath != null && <Command line={`nsenter --net=${status.netnsPath}`} />}
      </Section>
      <Section title={`Pods (${pods.length})`}><NameList kind="pod" names={pods.map((pod) => pod.name)} /></Section>
    </>
  )
}
