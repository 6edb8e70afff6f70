import { Group, Text } from '@mantine/core'
import type { Drift } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { Age } from '../../shared/time/Age'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { Mono } from '../../shared/ui/Mono'
import { SignBadge } from '../../shared/diff/SignBadge'

interface Props {
  node: string
  drift: Drift
}

/** One object that was not as wanted; leads to the node's history of such. */
export function DriftLine({ node, drift: { at, wanted, found, isRepaired } }: Props) {
  return (
    <Group gap="sm" wrap="nowrap" fz="sm">
      <SignBadge sign={isRepaired ? '+' : '−'}>{isRepaired ? t('repaired') : t('not repaired')}</SignBadge>
      <AnchorLink to="/nodes/$name" params={{ name: node }} search={{ tab: 'drift' }} fw={600} inherit style={{ whiteSpace: 'nowrap' }}>{node}</AnchorLink>
      <Mono truncate flex={1} c="dimmed">{wanted ?? found}</Mono>
      <Text fz="xs" c="dimmed" flex="none"><Age at={at} /></Text>
    </Group>
  )
}
