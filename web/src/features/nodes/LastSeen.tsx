import { Text } from '@mantine/core'
import type { Node } from '../../shared/api/types'
import { Age } from '../../shared/time/Age'

/** When a node's agent last reported. */
export function LastSeen({ node }: { node: Node }) {
  const { lastSeenAt } = node.status
  return lastSeenAt == null ? <Text span inherit c="dimmed">never</Text> : <Age at={lastSeenAt} />
}
