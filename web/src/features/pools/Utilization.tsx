import { Group, Progress, Text } from '@mantine/core'
import { percentText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'

/** From here on somebody should think of more. */
const low = 0.8

/** How much of a pool is taken. */
export function Utilization({ ratio }: { ratio: number }) {
  return (
    <Group gap="xs" wrap="nowrap" maw={220}>
      <Progress value={100 * ratio} size="sm" flex={1} miw={60} color={ratio >= low ? 'orange' : 'indigo'} aria-label={t('Used')} />
      <Text span fz="sm" ta="right" miw={44} {...(ratio >= low ? { fw: 650 } : {})}>{percentText(ratio)}</Text>
    </Group>
  )
}
