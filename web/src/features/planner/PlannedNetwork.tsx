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
import { rich, t } from '../../shared/i18n/t'
import { countText } from '../../shared/i18n/numbers'

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
      <Panel title={t('Place')} aside={mayWrite && <Button leftSection={<IconPlus size={16} />} onClick={create}>{t('Create this network')}</Button>}>
        <Stack gap="lg">
          {[...ranges(plan.podCidrs, t('Pods')), ...ranges(plan.serviceCidrs, t('Services'))].map(({ what, range }) =>
            range && <SpaceBar key={range.cidr} what={what} planned={range} taken={taken} />)}
        </Stack>
      </Panel>
      <Panel title={t('Blocks')} aside={t('each node holds one, and more as it fills')}>
        <Stack gap="lg">
          {plan.capacity.map(({ family, nodes: capacity, podsPerNode, services }, index) => {
            const block = plan.nodePrefixLengths[index] ?? 0
            const total = 2 ** (block - (rangeOf(plan.podCidrs[index] ?? '')?.prefixLength ?? block))
            return (
              <Stack key={family} gap="xs">
                <Text fz="sm">{rich(services > 0 ? 'Room for {nodes} nodes of {pods} pods in a {block} each, and {services} services.' : 'Room for {nodes} nodes of {pods} pods in a {block} each.', { nodes: countText(capacity), pods: countText(podsPerNode), services: countText(services), block: <Mono>/{block}</Mono> })}</Text>
                <Blocks total={total} tunnels={Math.max(1, total - capacity)} now={nodes} grown={Math.ceil(nodes * growth)} prefixLength={block} />
              </Stack>
            )
          })}
        </Stack>
      </Panel>
      <Panel title={t('The sums')}>
        <Table.ScrollContainer minWidth={520} type="native">
          <Table fz="sm" verticalSpacing={6} aria-label={t('The sums')}>
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
