import { Stack, Text } from '@mantine/core'
import type { ApplyResult } from '../api/types'
import { Section } from '../ui/Section'
import { NodeChanges } from './NodeChanges'
import { PlanGroup } from './PlanGroup'
import { planGroups } from './groups'
import { t } from '../i18n/t'

/** What a set would come to: its resources, and the objects in each node's kernel. */
export function PlanView({ plan }: { plan: ApplyResult }) {
  const nodes = plan.nodes ?? []
  const changes = plan.created.length + plan.changed.length + plan.deleted.length
  return (
    <Stack gap="lg">
      <Section title={t('Resources')}>
        {changes === 0 && <Text fz="sm">{t('Everything is as it is asked for already.')}</Text>}
        {planGroups.map((group) => <PlanGroup key={group.field} group={group} resources={plan[group.field]} />)}
      </Section>
      {changes > 0 && (
        <Section title={t('In the nodes’ kernels')}>
          {nodes.length === 0 ? <Text fz="sm" c="dimmed">{t('No object comes, changes or goes.')}</Text> : <NodeChanges nodes={nodes} />}
        </Section>
      )}
    </Stack>
  )
}
