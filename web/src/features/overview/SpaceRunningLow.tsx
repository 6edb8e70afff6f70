import { Stack, Text } from '@mantine/core'
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
  const pools = useList('pool').data ?? []
  const spaces: Space[] = [
    ...networks.flatMap(({ name, project, podCidrs, status }) => podCidrs.map((cidr, index) => ({ kind: 'network' as const, name, project, cidr, ...used(status.utilization[index]) }))),
    ...pools.map(({ name, cidr, status }) => ({ kind: 'pool' as const, name, cidr, ...used(status.utilization) })),
  ].sort((a, b) => b.ratio - a.ratio)
  const running = spaces.filter(({ ratio }) => ratio >= low)
  return (
    <Panel title={t('Address space')} aside={running.length === 0 ? t('none is above {share}', { share: percentText(low) }) : t('{count} running low', { count: running.length })}>
      {spaces.length === 0 && <Text c="dimmed" fz="sm">{t('No network yet.')}</Text>}
      <Stack gap={6}>{spaces.slice(0, Math.max(shown, running.length)).map((space) => <SpaceLine key={space.kind + space.cidr} space={space} isLow={space.ratio >= low} />)}</Stack>
    </Panel>
  )
}

const used = (utilization: { ratio: number } | undefined) => ({ ratio: utilization?.ratio ?? 0 })
