import { Text } from '@mantine/core'
import { ResourceLink } from '../../shared/ui/ResourceLink'

const shown = 3

/** The nodes that publish a mapping. */
export function PublishedOn({ nodes }: { nodes: string[] | null | undefined }) {
  if (nodes == null) return <Text span inherit>every node</Text>
  return (
    <span>
      {nodes.slice(0, shown).map((node, index) => <span key={node}>{index > 0 && ', '}<ResourceLink kind="node" name={node} /></span>)}
      {nodes.length > shown && ` and ${nodes.length - shown} more`}
    </span>
  )
}
