import { Group, Progress, Text } from '@mantine/core'
import { t } from '../i18n/t'

/** On how many of its nodes something has been verified. */
export function NodeTally({ ready, total }: { ready: number; total: number }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress w={48} size="sm" color={ready === total ? 'green' : 'orange'} value={total === 0 ? 0 : (100 * ready) / total} aria-label={t('Nodes ready')} />
      <Text inherit span style={{ whiteSpace: 'nowrap' }}>{ready} / {total}</Text>
    </Group>
  )
}
