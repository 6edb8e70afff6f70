import { Text } from '@mantine/core'
import type { Node } from '../../shared/api/types'
import { lagOf } from './lag'
import { t } from '../../shared/i18n/t'

/** Whether a node's kernel holds all that its agent has heard of. */
export function Lag({ node }: { node: Node }) {
  const lag = lagOf(node)
  const { lowestFailedRevision } = node.status
  if (lowestFailedRevision != null) return <Text span inherit c="red">{t('fails from {revision}', { revision: `${lowestFailedRevision}` })}</Text>
  return lag === 0 ? <Text span inherit c="dimmed">{t('none')}</Text> : <Text span inherit c="orange">{lag}</Text>
}
