import { Text } from '@mantine/core'
import type { Node } from '../../shared/api/types'
import { Age } from '../../shared/time/Age'
import { t } from '../../shared/i18n/t'

/** When a node's agent last reported. */
export function LastSeen({ node }: { node: Node }) {
  const { lastSeenAt } = node.status
  return lastSeenAt == null ? <Text span inherit c="dimmed">{t('never')}</Text> : <Age at={lastSeenAt} />
}
