import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRights } from '../../shared/api/rights'
import type { NetworkPlan } from '../../shared/api/types'
import { rangeOf } from '../../shared/cidr/cidr'
import { Panel } from '../../shared/ui/Panel'
import { Mono } from '../../shared/ui/Mono'
import { Blocks } from './Blocks'
import { SpaceBar } from './SpaceBar'
import { useTaken } from './useTaken'

interface Props {
  plan: NetworkPlan
  nodes: number
  growth: number
}

/** A plan as pictures, with its sums, and the way to the network. */
export function PlannedNetwork({ plan, nodes, growth }: Props) {
  const navigate = useNavigate()
  const { mayWrite } = useRights()
  const taken = useTaken()
  const ranges = (cidrs: string[], what: string) => cidrs.flatMap((cidr) => ({ what, range: rangeOf(cidr) }))
  const create = () => void navigate({
    to: '/networks',
    search: { create: true, podCidrs: plan.podCidrs.join(','), serviceCidrs: plan.serviceCidrs.join(','), blocks: plan.nodePrefixLengths.join(',') },
  })
  return (
    <Stack gap="md">
      <Panel title="Place" aside={mayWrite && <Button leftSection={<IconPlus size={16} />} onClick={create}>Create this network</Button>}>
        <Stack gap="lg">
          {[...ranges(plan.podCidrs, 'Pods'), ...ranges(plan.serviceCidrs, 'Services')].map(({ what, range }) =>
            range && <SpaceBar key={range.cidr} what={what} planned={range} taken={taken} />)}
        </Stack>
      </Panel>
      <Panel title="Blocks" aside="each node holds one, and more as it fills">
        <Stack gap="lg">
          {plan.capacity.map(({ family, nodes: capacity, podsPerNode, services }, index) => {
            const block = plan.nodePrefixLengths[index] ?? 0
            const total = 2 ** (block - (rangeOf(plan.podCidrs[index] ?? '')?.prefixLength ?? block))
            return (
              <Stack key={family} gap="xs">
                <Text fz="sm">Room for {count(capacity)} nodes of {count(podsPerNode)} pods in a <Mono>/{block}</Mono> each{services > 0 && `, and ${count(services)} services`}.</Text>
                <Blocks total={total} tunnels={Math.max(1, total - capacity)} now={nodes} grown={Math.ceil(nodes * growth)} prefixLength={block} />
              </Stack>
            )
          })}
        </Stack>
      </Panel>
      <Panel title="The sums">
        <Table.ScrollContainer minWidth={520} type="native">
          <Table fz="sm" verticalSpacing={6} aria-label="The sums">
            <Table.Tbody>
              {plan.steps.map(({ title, arithmetic, result }) => (
                <Table.Tr key={title}><Table.Th fw={500}>{title}</Table.Th><Table.Td c="dimmed">{arithmetic}</Table.Td><Table.Td ta="right"><Group justify="flex-end"><Mono>{result}</Mono></Group></Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
    </Stack>
  )
}

/** Counts of IPv6 run beyond what anybody reads. */
const count = (number: number) => (number > 1e9 ? number.toExponential(1).replace('e+', ' × 10^') : number.toLocaleString('en'))
