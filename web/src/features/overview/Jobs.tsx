import { Group, Stack, Text, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { t } from '../../shared/i18n/t'
import { Age } from '../../shared/time/Age'
import { SignBadge } from '../../shared/diff/SignBadge'
import { Panel } from '../../shared/ui/Panel'

/** Jobs run every few minutes at most. */
const reread = 30_000

/** The scheduled jobs of the control plane, and how each went last. */
export function Jobs() {
  const { data } = useQuery({
    queryKey: ['jobs'] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/jobs', { signal })),
    refetchInterval: reread,
  })
  const failed = data?.items.filter(({ lastRun }) => lastRun?.succeeded === false).length ?? 0
  return (
    <Panel title={t('Scheduled jobs')} aside={data && (failed === 0 ? t('all went well') : t('{count} failed', { count: failed }))}>
      <Stack gap={6}>
        {data?.items.map(({ name, summary, lastRun }) => (
          <Group key={name} justify="space-between" wrap="nowrap" gap="sm">
            <Tooltip label={lastRun === undefined || lastRun === null || lastRun.detail === '' ? summary : `${summary} ${lastRun.detail}`} multiline maw={360}><Text fz="sm" truncate>{name}</Text></Tooltip>
            <Group gap="sm" wrap="nowrap" flex="none">
              {lastRun?.succeeded === false && <SignBadge sign="−">{t('failed')}</SignBadge>}
              <Text fz="xs" c="dimmed">{lastRun == null ? t('not yet') : <Age at={lastRun.finishedAt} />}</Text>
            </Group>
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}
