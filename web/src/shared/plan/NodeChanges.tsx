import { Accordion, Group, Text } from '@mantine/core'
import type { NodePlanChange } from '../api/types'
import type { DiffLine } from '../diff/lines'
import { DiffView } from '../diff/DiffView'
import { t } from '../i18n/t'

/** The objects that come, change and go, a fold for each node; the first is open. */
export function NodeChanges({ nodes }: { nodes: NodePlanChange[] }) {
  return (
    <Accordion multiple variant="contained" defaultValue={nodes.slice(0, 1).map(({ node }) => node)}>
      {nodes.map((node) => (
        <Accordion.Item key={node.node} value={node.node}>
          <Accordion.Control>
            <Group justify="space-between" wrap="nowrap" pr="sm">
              <Text fz="sm" fw={600}>{node.node}</Text>
              <Text fz="xs" c="dimmed" ff="monospace">{tally(node)}</Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel><DiffView lines={linesOf(node)} label={t('Objects on {node}', { node: node.node })} /></Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}

const tally = ({ create, change, remove }: NodePlanChange) =>
  [`+${create.length}`, ...(change.length > 0 ? [`~${change.length}`] : []), `−${remove.length}`].join('  ')

const linesOf = ({ create, change, remove }: NodePlanChange): DiffLine[] => [
  ...create.map((text) => ({ sign: '+' as const, text })),
  ...change.flatMap(({ from, to }) => [{ sign: '−' as const, text: from }, { sign: '+' as const, text: to }]),
  ...remove.map((text) => ({ sign: '−' as const, text })),
]
