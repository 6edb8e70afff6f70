import type { Kind, Resource } from '../api/types'
import { EditLabels } from '../edit/EditLabels'
import { Age } from '../time/Age'
import { AnchorLink } from '../ui/AnchorLink'
import { Facts } from '../ui/Facts'
import { Mono } from '../ui/Mono'
import { Section } from '../ui/Section'
import { t } from '../i18n/t'

/** What every resource has. */
export function ResourceFooter({ kind, resource }: { kind: Kind; resource: Resource }) {
  return (
    <Section title={t('Record')}>
      <Facts
        facts={[
          ...('project' in resource ? [[t('Project'), resource.project] as [string, string]] : []),
          [t('Labels'), <EditLabels key="labels" kind={kind} resource={resource} />],
          [t('Revision'), resource.revision],
          [t('Created'), <Age key="created" at={resource.createdAt} />],
          [t('Changed'), <Age key="changed" at={resource.updatedAt} />],
          [t('History'), <AnchorLink key="history" to="/changes" search={{ resource: resource.id }} inherit>{t('All its changes')}</AnchorLink>],
          [t('Id'), <Mono key="id">{resource.id}</Mono>],
        ]}
      />
    </Section>
  )
}
