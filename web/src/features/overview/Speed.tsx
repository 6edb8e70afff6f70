import { Group, Skeleton, Stack, Text } from '@mantine/core'
import type { Progress } from '../../shared/api/types'
import { millisecondsText, minuteText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Panel } from '../../shared/ui/Panel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { TimeChart } from '../../shared/ui/TimeChart'
import { Figure } from './Figure'
import { useProgress } from './useProgress'

const hour = 3_600_000

/** How long changes took to be verified, over the last hour. */
export function Speed() {
  const { data, error, refetch } = useProgress()
  const figures = data?.lastHour
  const now = data === undefined ? 0 : Date.parse(data.at)
  return (
    <Panel title={t('From change to ready')} aside={figures && t('{count|# change|# changes} in the last hour', { count: figures.count })}>
      {data === undefined && error === null && <Skeleton h={170} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data !== undefined && figures?.p50Milliseconds == null && <Text c="dimmed" fz="sm">{t('Nothing became ready in the last hour.')}</Text>}
      {data !== undefined && figures?.p50Milliseconds != null && (
        <Stack gap="md">
          <Group gap="xl">
            <Figure name={t('half of them')} value={millisecondsText(figures.p50Milliseconds)} />
            <Figure name={t('95 of 100')} value={millisecondsText(figures.p95Milliseconds ?? 0)} />
            <Figure name={t('99 of 100')} value={millisecondsText(figures.p99Milliseconds ?? 0)} />
          </Group>
          <TimeChart
            lines={[line(t('99 of 100'), 'var(--mantine-color-orange-filled)', data, 'p99Milliseconds'), line(t('half of them'), 'var(--mantine-color-indigo-filled)', data, 'p50Milliseconds')]}
            from={now - hour}
            to={now}
            top={Math.max(...data.spans.map(({ figures: { p99Milliseconds } }) => p99Milliseconds ?? 0), 1)}
            format={millisecondsText}
            formatTime={minuteText}
            label={t('From change to ready, over the last hour')}
          />
        </Stack>
      )}
    </Panel>
  )
}

const span = 5 * 60_000

// A span stands at its middle, the one that is not over yet at now.
const line = (name: string, color: string, { at: now, spans }: Progress, field: 'p50Milliseconds' | 'p99Milliseconds') =>
  ({ name, color, isFilled: true, points: spans.map(({ at, figures }) => ({ at: Math.min(Date.parse(now), Date.parse(at) + span / 2), value: figures[field] ?? 0 })) })
