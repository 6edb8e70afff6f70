import { Group, Stack, Text } from '@mantine/core'
import { addressOf, contains, overlaps, type Range, shareOf } from '../../shared/cidr/cidr'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import classes from './SpaceBar.module.css'
import { around } from './surroundings'
import type { Taken } from './useTaken'
import { t } from '../../shared/i18n/t'

const listed = 6

interface Props {
  planned: Range
  taken: Taken[]
  what: string
}

/** A range in its surroundings: who has what beside it. */
export function SpaceBar({ planned, taken, what }: Props) {
  const space = around(planned)
  const beside = taken.filter((each) => contains(space, each)).sort((a, b) => (a.first < b.first ? -1 : 1))
  const clashes = beside.filter((each) => overlaps(each, planned))
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text fz="sm" fw={600}>{what} <Mono fw={500}>{planned.cidr}</Mono></Text>
        <Text fz="xs" c="dimmed">{t('in {cidr}', { cidr: space.cidr })}</Text>
      </Group>
      <div>
        <div className={classes.bar} role="img" aria-label={t('{cidr} in {space}, beside {count|# range that is taken|# ranges that are taken}', { cidr: planned.cidr, space: space.cidr, count: beside.length })}>
          {[...beside, { ...planned, what: 'planned', owner: '' }].map((each) => (
            <span
              key={`${each.cidr}${each.what}${each.owner}`}
              className={classes.part}
              data-planned={each.what === 'planned' || undefined}
              title={`${each.cidr}: ${each.what} ${each.owner}`}
              style={{ left: `${100 * shareOf(space, each.first)}%`, width: `${100 * (shareOf(space, each.end) - shareOf(space, each.first))}%` }}
            />
          ))}
        </div>
        <div className={classes.ends} aria-hidden><span>{addressOf(space.first, space.bits)}</span><span>{addressOf(space.end - 1n, space.bits)}</span></div>
      </div>
      {clashes.length > 0 && <Text fz="sm" c="red">{t('It clashes with {cidrs}.', { cidrs: clashes.map(({ cidr }) => cidr).join(', ') })}</Text>}
      {beside.length > 0 && (
        <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('Taken in {cidr}', { cidr: space.cidr })}>
          {beside.slice(0, listed).map((each) => (
            <Text key={`${each.cidr}${each.what}${each.owner}`} component="li" fz="xs">
              <Mono>{each.cidr}</Mono> <Text span inherit c="dimmed">{each.what}</Text> {each.kind === null ? each.owner : <ResourceLink kind={each.kind} name={each.owner} project={each.project} />}
            </Text>
          ))}
          {beside.length > listed && <Text component="li" fz="xs" c="dimmed">{t('and {count} more', { count: beside.length - listed })}</Text>}
        </Stack>
      )}
    </Stack>
  )
}
