import { Text } from '@mantine/core'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { t } from '../../shared/i18n/t'

const shown = 3

/** The nodes that publish a mapping. */
export function PublishedOn({ nodes }: { nodes: string[] | null | undefined }) {
  if (nodes == null) return <Text span inherit>{t('every node')}</Text>
  return (
    <span>
      {nodes.slice(0, shown).map((node, index) => <span key={node}>{index > 0 && ', '}<ResourceLink kind="node" name={node} /></span>)}
      {nodes.length > shown && ` ${t('and {count} more', { count: nodes.length - shown })}`}
    </span>
  )
}
