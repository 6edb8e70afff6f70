import { useParams } from '@tanstack/react-router'
import { useRights } from '../../shared/api/rights'
import type { Node } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { t } from '../../shared/i18n/t'
import { NodeDrift } from './NodeDrift'
import { NodeKernel } from './NodeKernel'
import { NodeRuleset } from './NodeRuleset'
import { NodeSummary } from './NodeSummary'

export function NodeDetail() {
  const { name = '' } = useParams({ strict: false })
  const { isSystem } = useRights()
  // What stands in a node's kernel is of all projects.
  const tabs = (node: Node) => !isSystem ? [] : [
    { value: 'drift', label: t('Drift'), content: <NodeDrift node={node} /> },
    { value: 'kernel', label: t('Kernel'), content: <NodeKernel node={node.name} /> },
    { value: 'ruleset', label: t('Ruleset'), content: <NodeRuleset node={node.name} /> },
  ]
  return <ResourceDrawer kind="node" name={name} tabs={tabs}>{(node: Node) => <NodeSummary node={node} />}</ResourceDrawer>
}
