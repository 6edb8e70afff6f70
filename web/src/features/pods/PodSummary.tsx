import type { Pod } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { Addresses } from '../../shared/ui/Addresses'
import { Command } from '../../shared/ui/Command'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NameList } from '../../shared/ui/NameList'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import { DrainSwitch } from './DrainSwitch'
import { enterCommand } from './enterCommand'
import { PodOrigin } from './PodOrigin'

/** Where a pod is, how it is reached, and what publishes it. */
export function PodSummary({ pod }: { pod: Pod }) {
  const mappings = useList('port-mapping').data?.filter((mapping) => mapping.pod === pod.name) ?? []
  return (
    <>
      <Section title="Conditions"><Conditions conditions={pod.status.conditions} /></Section>
      <Section title="Network">
        <Facts
          facts={[
            ['Addresses', <Addresses key="addresses" values={pod.addresses} />],
            ['Network', pod.network == null ? '–' : <ResourceLink key="network" kind="network" name={pod.network} />],
            ['Node', <ResourceLink key="node" kind="node" name={pod.node} />],
            ['MAC address', <Mono key="mac">{pod.mac ?? "–"}</Mono>],
            ['Interface', <Mono key="interface">{pod.status.interface ?? "–"}</Mono>],
            ['Names', pod.status.dns == null ? '–' : <Mono key="dns">{`${pod.status.dns.nameservers.join(', ')}, in ${pod.status.dns.search[0]}`}</Mono>],
            ['Mode', pod.mode],
            ['Came from', <PodOrigin key="origin" pod={pod} />],
            ['Services', <DrainSwitch key="drain" pod={pod} />],
            ['Listens on', pod.ports.map(({ name, port, protocol }) => `${port}/${protocol}${name == null ? '' : ` (${name})`}`).join(', ') || '–'],
          ]}
        />
      </Section>
      <Section title="Enter it, on its node"><Command line={enterCommand(pod)} /></Section>
      <Section title={`Port mappings (${mappings.length})`}><NameList kind="port-mapping" names={mappings.map((mapping) => mapping.name)} /></Section>
    </>
  )
}
