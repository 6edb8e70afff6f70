import { Stack } from '@mantine/core'
import type { Service } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { Addresses } from '../../shared/ui/Addresses'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import { Endpoint } from './Endpoint'
import { isBehind, portTexts, selectorText } from './endpoints'

/** Where a service is reached, and who answers. */
export function ServiceSummary({ service }: { service: Service }) {
  const pods = useList('pod').data?.filter((pod) => isBehind(pod, service)) ?? []
  return (
    <>
      <Section title="Conditions"><Conditions conditions={service.status.conditions} /></Section>
      <Section title="Address">
        <Facts
          facts={[
            ['Addresses', <Addresses key="addresses" values={service.clusterIps} />],
            ['Ports', <Mono key="ports">{portTexts(service).join(', ')}</Mono>],
            ['Network', <ResourceLink key="network" kind="network" name={service.network} />],
            ['Selects', <Mono key="selector">{selectorText(service)}</Mono>],
            ['Nodes ready', <NodeTally key="nodes" {...service.status.nodes} />],
          ]}
        />
      </Section>
      <Section title={`Endpoints (${pods.length})`}>
        {pods.length === 0
          ? `No pod of the network has these labels: connections are refused.`
          : <Stack gap="xs">{pods.map((pod) => <Endpoint key={pod.id} pod={pod} />)}</Stack>}
      </Section>
    </>
  )
}
