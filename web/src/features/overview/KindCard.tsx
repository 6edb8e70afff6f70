import { Group, Paper, Progress, Skeleton, Text, ThemeIcon } from '@mantine/core'
import type { Kind, Resource } from '../../shared/api/types'
import { kinds } from '../../shared/data/kinds'
import { useList } from '../../shared/data/queries'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { allPhases, phases } from '../../shared/ui/phases'
import { kindIcons } from './kindIcons'
import { PhaseCount } from './PhaseCount'
import { t } from '../../shared/i18n/t'
import { numberText } from '../../shared/i18n/numbers'

/** How many of a kind there are, and in which phase. */
export function KindCard({ kind }: { kind: Kind }) {
  const { data, isError } = useList(kind)
  const { many, path } = kinds[kind]
  const Picture = kindIcons[kind]
  const resources: Resource[] = data ?? []
  const counts = allPhases
    .map((phase) => ({ phase, count: resources.filter(({ status }) => status.phase === phase).length }))
    .filter(({ count }) => count > 0)
  return (
    <Paper component="section" withBorder p="md" aria-label={t(`${many} by phase`)}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <AnchorLink to={path} c="dimmed" fz="sm" fw={550} className="capitalized">{t(many)}</AnchorLink>
          {data === undefined && !isError && <Skeleton h={28} w={48} mt={8} aria-label={t('Loading')} />}
          {data === undefined && isError && <Text c="red" fz="sm" mt={8}>{t('not available')}</Text>}
          {data !== undefined && <Text fz={30} fw={650} lh={1.25}>{numberText(data.length)}</Text>}
        </div>
        <ThemeIcon variant="light" size={36} visibleFrom="xs"><Picture size={20} /></ThemeIcon>
      </Group>
      <Progress.Root size={6} mt="sm" aria-hidden>
        {counts.map(({ phase, count }) => <Progress.Section key={phase} value={(100 * count) / resources.length} color={phases[phase].color} withAria={false} />)}
      </Progress.Root>
      <Group gap="4px 14px" mt={10} mih={20}>
        {counts.map(({ phase, count }) => <PhaseCount key={phase} kind={kind} phase={phase} count={count} />)}
        {data?.length === 0 && <Text c="dimmed" fz="xs">{t('none yet')}</Text>}
      </Group>
    </Paper>
  )
}
