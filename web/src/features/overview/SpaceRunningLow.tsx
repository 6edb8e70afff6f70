import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { percentText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Panel } from '../../shared/ui/Panel'
import { type Space, SpaceLine } from './SpaceLine'

/** From here on somebody should think of more. */
const low = 0.8
const shown = 5

/** The fullest address spaces: pod CIDRs of networks, and pools. */
export function SpaceRunningLow() {
  const networks = useList('network').data ?? []
  const { data: pools } = useQuery({
    queryKey: ['list', 'pool'] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/pools', { params: { query: { limit: 1000 } }, signal })),
  })
  const spaces: Space[] = [
    ...networks.flatMap(({ name, podCidrs, status }) => podCidrs.map((cidr, index) => ({ network: name, cidr, of: name, ...used(status.utilization[index]) }))),
    ...(pools?.items ?? []).map(({ name, cidr, status }) => ({ network: null, cidr, of: t('pool {name}', { name }), ...used(status.utilization) })),
  ].sort((a, b) => b.ratio - a.ratio)
  const running = spaces.filter(({ ratio }) => ratio >= low)
  return (
    <Panel title={t('Address space')} aside={running.length === 0 ? t('none is above {share}', { share: percentText(low) }) : t('{count} running low', { count: running.length })}>
      {spaces.length === 0 && <Text c="dimmed" fz="sm">{t('No network yet.')}</Text>}
      <Stack gap={6}>{spaces.slice(0, Math.max(shown, running.length)).map((space) => <SpaceLine key={space.of + space.cidr} space={space} isLow={space.ratio >= low} />)}</Stack>
    </Panel>
  )
}

const used = (utilization: { ratio: number } | undefined) => ({ ratio: utilization?.ratio ?? 0 })
