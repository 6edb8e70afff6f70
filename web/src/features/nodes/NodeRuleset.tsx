import { Accordion, Group, Skeleton, Stack, Text } from '@mantine/core'
import { t } from '../../shared/i18n/t'
import { useNodeRuleset } from '../../shared/kernel/useKernel'
import { Mono } from '../../shared/ui/Mono'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { RulesetRules } from './RulesetRules'

/** The rules of a node's firewall, chain by chain, each with its reason. */
export function NodeRuleset({ node }: { node: string }) {
  const { data, error, refetch } = useNodeRuleset(node)
  if (data === undefined) return error === null ? <Skeleton h={200} aria-label={t('Loading')} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="sm">
      <Text fz="sm" c="dimmed">{t('The rules are the same on every node; only elements of their sets and maps come and go, so that a change costs the same however many there are.')}</Text>
      <Accordion variant="contained" multiple defaultValue={data.chains.slice(0, 1).map(({ family, name }) => family + name)}>
        {data.chains.map(({ family, name, hook, rules }) => (
          <Accordion.Item key={family + name} value={family + name}>
            <Accordion.Control>
              <Group justify="space-between" wrap="nowrap" pr="sm">
                <div><Text fz="sm" fw={600}>{family} {name}</Text>{hook != null && <Mono fz={11} c="dimmed">{hook}</Mono>}</div>
                <Text fz="xs" c="dimmed">{t('{count|# rule|# rules}', { count: rules.length })}</Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel><RulesetRules rules={rules} /></Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  )
}
