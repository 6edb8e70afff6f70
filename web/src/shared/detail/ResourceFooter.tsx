import type { Kind, Resource } from '../api/types'
import { EditLabels } from '../edit/EditLabels'
import { Age } from '../time/Age'
import { AnchorLink } from '../ui/AnchorLink'
import { Facts } from '../ui/Facts'
import { Mono } from '../ui/Mono'
import { Section } from '../ui/Section'

/** What every resource has. */
export function ResourceFooter({ kind, resource }: { kind: Kind; resource: Resource }) {
  return (
    <Section title="Record">
      <Facts
        facts={[
          ['Labels', <EditLabels key="labels" kind={kind} resource={resource} />],
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
