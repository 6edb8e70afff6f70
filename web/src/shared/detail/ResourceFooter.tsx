import type { Resource } from '../api/types'
import { Age } from '../time/Age'
import { AnchorLink } from '../ui/AnchorLink'
import { Facts } from '../ui/Facts'
import { Labels } from '../ui/Labels'
import { Mono } from '../ui/Mono'
import { Section } from '../ui/Section'

/** What every resource has. */
export function ResourceFooter({ resource }: { resource: Resource }) {
  return (
    <Section title="Record">
      <Facts
        facts={[
          ['Labels', <Labels key="labels" labels={resource.labels} />],
          ['Revision', resource.revision],
          ['Created', <Age key="created" at={resource.createdAt} />],
          ['Changed', <Age key="changed" at={resource.updatedAt} />],
          ['History', <AnchorLink key="history" to="/changes" search={{ resource: resource.id }} inherit>All its changes</AnchorLink>],
          ['Id', <Mono key="id">{resource.id}</Mono>],
        ]}
      />
    </Section>
  )
}
