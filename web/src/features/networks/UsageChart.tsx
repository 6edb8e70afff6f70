import { Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Network } from '../../shared/api/types'
import { countText, dateTimeText, minuteText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { useNow } from '../../shared/time/clock'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { TimeChart } from '../../shared/ui/TimeChart'

/** The API samples that often. */
const sampling = 5 * 60_000
const hour = 3_600_000
const colors = ['var(--mantine-color-indigo-filled)', 'var(--mantine-color-teal-filled)']

/** How many addresses of each pod CIDR were held, as sampled, up to the count of now. */
export function UsageChart({ network }: { network: Network }) {
  const [hours, setHours] = useState('24')
  const now = useNow()
  const { data, error, refetch } = useQuery({
    queryKey: ['usage', network.id, hours] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/networks/{reference}/usage', { params: { path: { reference: network.id }, query: { hours: Number(hours) } }, signal })),
    refetchInterval: sampling,
    placeholderData: keepPreviousData,
  })
  if (data === undefined) return error === null ? <Skeleton h={120} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  const lines = network.podCidrs.map((cidr, index) => ({
    name: cidr,
    color: colors[index] ?? colors[0] ?? '',
    isFilled: true,
    points: [
      ...data.items.filter((sample) => sample.cidr === cidr).map(({ at, used }) => ({ at: Math.min(now, Date.parse(at)), value: used })),
      { at: now, value: network.status.utilization[index]?.used ?? 0 },
    ],
  }))
  const highest = Math.max(...lines.flatMap(({ points }) => points.map(({ value }) => value)), 1)
  const total = network.status.utilization[0]?.total ?? 0
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text fz="sm" c="dimmed">{t('Held addresses, of {total}', { total: countText(total) })}</Text>
        <SegmentedControl size="xs" aria-label={t('How far back')} value={hours} onChange={setHours} data={[{ value: '1', label: t('1 hour') }, { value: '24', label: t('1 day') }, { value: '168', label: t('1 week') }]} />
      </Group>
      <TimeChart
        lines={lines}
        from={now - Number(hours) * hour}
        to={now}
        top={Math.ceil(highest * 1.15)}
        format={(value) => countText(Math.round(value))}
        formatTime={hours === '168' ? dateTimeText : minuteText}
        label={t('Held addresses over time: {count} now', { count: lines.reduce((sum, { points }) => sum + (points.at(-1)?.value ?? 0), 0) })}
      />
    </Stack>
  )
}
