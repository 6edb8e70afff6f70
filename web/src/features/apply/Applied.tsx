import { Group, Progress, Stack, Text } from '@mantine/core'
import type { ApplyResult, Resource } from '../../shared/api/types'
import { isKind } from '../../shared/data/kinds'
import { useList } from '../../shared/data/queries'
import { Secret } from '../../shared/ui/Secret'
import { AppliedLine } from './AppliedLine'
import { t } from '../../shared/i18n/t'

/** What was applied on its way into the kernels, live. */
export function Applied({ result }: { result: ApplyResult }) {
  const phases = usePhases()
  const watched = [...result.created, ...result.changed, ...result.unchanged].filter(({ kind }) => isKind(kind))
  const ready = watched.filter(({ id }) => phases.get(id) === 'Ready').length
  const goal = watched.length
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600} role="status">{ready === goal ? t('Applied: everything is ready') : t('Applied: {ready} of {goal} ready', { ready, goal })}</Text>
        <Text fz="sm" c="dimmed">{summary(result)}</Text>
      </Group>
      <Progress value={goal === 0 ? 100 : (100 * ready) / goal} color={ready === goal ? 'green' : 'blue'} aria-label={t('Resources ready')} />
      {result.created.map(({ id, name, secret }) => secret != null && <Secret key={id} of={name} secret={secret} />)}
      {watched.map((resource) => <AppliedLine key={resource.id} resource={resource} phase={phases.get(resource.id)} />)}
    </Stack>
  )
}

function usePhases() {
  const lists: (Resource[] | undefined)[] = [useList('network').data, useList('pod').data, useList('service').data, useList('port-mapping').data, useList('pool').data]
  return new Map(lists.flatMap((list) => list ?? []).map(({ id, status }) => [id, status.phase]))
}

const summary = ({ created, changed, deleted, unchanged }: ApplyResult) =>
  ([['{count} created', created], ['{count} changed', changed], ['{count} deleted', deleted], ['{count} as they were', unchanged]] as const).filter(([, list]) => list.length > 0).map(([words, list]) => t(words, { count: list.length })).join(' · ')
