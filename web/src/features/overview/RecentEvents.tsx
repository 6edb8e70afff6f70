import { Skeleton, Stack, Text } from '@mantine/core'
import { useRecentEvents } from '../../shared/data/queries'
import { EventLine } from './EventLine'
import { Panel } from '../../shared/ui/Panel'
import { t } from '../../shared/i18n/t'

const shown = 14

/** What happened last, newest first. */
export function RecentEvents() {
  const { data: events } = useRecentEvents()
  return (
    <Panel title={t('Recent events')}>
      {events === undefined && <Skeleton h={120} aria-label={t('Loading')} />}
      {events?.length === 0 && <Text c="dimmed" fz="sm">{t('Nothing has happened yet. Changes show here as they are made and verified.')}</Text>}
      <Stack gap={8} component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-live="off">
        {events?.slice(0, shown).map((event) => <EventLine key={`${event.at}${event.id}${event.type}${event.phase ?? ''}${event.revision}`} event={event} />)}
      </Stack>
    </Panel>
  )
}
