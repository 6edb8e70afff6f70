import { Stack, Text } from '@mantine/core'
import { useRecentEvents } from '../data/queries'
import { dateTimeText } from '../i18n/numbers'
import { t } from '../i18n/t'
import { PhaseBadge } from '../ui/PhaseBadge'
import { actionText } from './actions'

const shown = 8

/** What happened to a resource lately, newest first. */
export function RecentEventsOf({ id }: { id: string }) {
  const events = useRecentEvents().data?.filter((event) => event.id === id) ?? []
  if (events.length === 0) return <Text fz="sm" c="dimmed">{t('Nothing lately; the history has what was changed before.')}</Text>
  return (
    <Stack gap={6} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
      {events.slice(0, shown).map(({ at, type, action, phase, revision, message }) => (
        <Text key={`${at}${type}${phase ?? ''}${revision}`} component="li" fz="sm">
          <Text span inherit c="dimmed">{dateTimeText(new Date(at))}</Text>
          {' '}{action != null && actionText(action)}{phase != null && <PhaseBadge phase={phase} />}{message}
        </Text>
      ))}
    </Stack>
  )
}
