import { Text } from '@mantine/core'
import type { Node } from '../../shared/api/types'
import { lagOf } from './lag'

/** Whether a node's kernel holds all that its agent has heard of. */
export function Lag({ node }: { node: Node }) {
  const lag = lagOf(node)
  const { lowestFailedRevision } = node.status
  if (lowestFailedRevision != null) return <Text span inherit c="red">fails from {lowestFailedRevision}</Text>
  return lag === 0 ? <Text span inherit c="dimmed">none</Text> : <Text span inherit c="orange">{lag}</Text>
}
