import type { PortMapping } from '../../shared/api/types'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { Section } from '../../shared/ui/Section'
import { hostSide } from './ports'
import { PublishedOn } from './PublishedOn'
import { Target } from './Target'

/** What a mapping publishes, where, and for whom. */
export function PortMappingSummary({ mapping }: { mapping: PortMapping }) {
  return (
    <>
      <Section title="Conditions"><Conditions conditions={mapping.status.conditions} /></Section>
      <Section title="Path">
        <Facts
          facts={[
            ['Published at', <Mono key="host">{hostSide(mapping)}</Mono>],
            ['On', <PublishedOn key="on" nodes={mapping.nodes} />],
            ['Target', <Target key="target" mapping={mapping} />],
            ['Nodes ready', <NodeTally key="nodes" {...mapping.status.nodes} />],
          ]}
        />
      </Section>
    </>
  )
}
