import type { PortMapping } from '../../shared/api/types'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { Section } from '../../shared/ui/Section'
import { hostSide } from './ports'
import { PublishedOn } from './PublishedOn'
import { Target } from './Target'
import { t } from '../../shared/i18n/t'

/** What a mapping publishes, where, and for whom. */
export function PortMappingSummary({ mapping }: { mapping: PortMapping }) {
  return (
    <>
      <Section title={t('Conditions')}><Conditions conditions={mapping.status.conditions} /></Section>
      <Section title={t('Path')}>
        <Facts
          facts={[
            [t('Published at'), <Mono key="host">{hostSide(mapping)}</Mono>],
            [t('On'), <PublishedOn key="on" nodes={mapping.nodes} />],
            [t('Target'), <Target key="target" mapping={mapping} />],
            [t('Nodes ready'), <NodeTally key="nodes" {...mapping.status.nodes} />],
          ]}
        />
      </Section>
    </>
  )
}
