import { Stack } from '@mantine/core'
import type { Kind, Resource } from '../../shared/api/types'
import { allKinds } from '../../shared/data/kinds'
import { useList } from '../../shared/data/queries'
import { t } from '../../shared/i18n/t'
import { conditionText } from '../../shared/ui/conditionText'
import { Panel } from '../../shared/ui/Panel'
import { type Cause, CauseLine } from './CauseLine'

/** What is not as it was asked for, by its reason, as one node can be the reason of much. Absent where all is well. */
export function Attention() {
  const lists: Record<Kind, Resource[] | undefined> = {
    node: useList('node').data,
    network: useList('network').data,
    pod: useList('pod').data,
    service: useList('service').data,
    'port-mapping': useList('port-mapping').data,
    pool: useList('pool').data,
  }
  const causes = new Map<string, Cause>()
  let count = 0
  for (const kind of allKinds)
    for (const resource of lists[kind] ?? []) {
      if (!isTroubled(resource)) continue
      count++
      const [condition] = resource.status.conditions
      const words = condition === undefined ? '' : conditionText(condition)
      const cause = causes.get(words) ?? { words, phase: resource.status.phase, affected: [] }
      cause.affected.push({ kind, id: resource.id, name: resource.name })
      causes.set(words, cause)
    }
  if (count === 0) return null
  return (
    <Panel title={t('Needs attention')} aside={count}>
      <Stack gap="sm">{[...causes.values()].map((cause) => <CauseLine key={cause.words} cause={cause} />)}</Stack>
    </Panel>
  )
}

const isTroubled = ({ status }: Resource) => status.phase === 'Degraded' || status.phase === 'Failed'
