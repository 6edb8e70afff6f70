import { useParams } from '@tanstack/react-router'
import type { Node } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { NodeSummary } from './NodeSummary'

export function NodeDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="node" name={name}>{(node: Node) => <NodeSummary node={node} />}</ResourceDrawer>
}
