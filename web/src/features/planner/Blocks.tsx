import { Group, Stack, Text } from '@mantine/core'
import classes from './Blocks.module.css'
import { t } from '../../shared/i18n/t'
import { countText } from '../../shared/i18n/numbers'

const shown = 512

interface Props {
  total: number
  tunnels: number
  now: number
  grown: number
  prefixLength: number
}

/** A pod CIDR as the blocks that nodes will hold. */
export function Blocks({ total, tunnels, now, grown, prefixLength }: Props) {
  const roleOf = (index: number) => (index < tunnels ? 'tunnel' : index < tunnels + now ? 'now' : index < tunnels + grown ? 'growth' : 'spare')
  const legend = [
    { use: 'tunnel', count: tunnels, words: t('for tunnel addresses') },
    { use: 'now', count: now, words: t('for the nodes of today') },
    { use: 'growth', count: grown - now, words: t('to grow into') },
    { use: 'spare', count: total - tunnels - grown, words: t('to spare') },
  ].filter(({ count }) => count > 0)
  return (
    <Stack gap={8}>
      <div className={classes.blocks} role="img" aria-label={t('{total} blocks of /{length}: {uses}', { total: countText(total), length: `${prefixLength}`, uses: legend.map(({ count, words }) => `${countText(count)} ${words}`).join(', ') })}>
        {Array.from({ length: Math.min(total, shown) }, (_, index) => <span key={index} className={classes.block} data-use={roleOf(index)} />)}
      </div>
      <Group gap="4px 18px">
        {legend.map(({ use, count, words }) => (
          <Group key={use} gap={6} fz="xs"><span className={classes.block} data-use={use} style={{ width: 12 }} />{countText(count)} {words}</Group>
        ))}
        {total > shown && <Text fz="xs" c="dimmed">{t('The first {count} are shown.', { count: shown })}</Text>}
      </Group>
    </Stack>
  )
}
