import { Alert, Stack, Table, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { Node } from '../../shared/api/types'
import { dateTimeText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { SignBadge } from '../../shared/diff/SignBadge'
import { Mono } from '../../shared/ui/Mono'

/** What the agent found that somebody else had changed, the latest first. */
export function NodeDrift({ node }: { node: Node }) {
  const drift = node.status.drift ?? []
  if (drift.length === 0)
    return <Alert color="green" icon={<IconCircleCheck size={18} />} title={t('No drift')}>{t('Whenever the agent has read the kernel back, it found what it had put there.')}</Alert>
  return (
    <Stack gap="sm">
      <Text fz="sm" c="dimmed">{t('{count|# object|# objects} repaired since the agent started. The last twenty findings are kept.', { count: node.status.stats?.driftRepaired ?? 0 })}</Text>
      <Table.ScrollContainer minWidth={560} type="native">
        <Table fz="sm" verticalSpacing="xs" aria-label={t('Drift')}>
          <Table.Thead><Table.Tr><Table.Th>{t('When')}</Table.Th><Table.Th>{t('Wanted')}</Table.Th><Table.Th>{t('Found')}</Table.Th><Table.Th>{t('Outcome')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {drift.map(({ at, wanted, found, isRepaired }, index) => (
              <Table.Tr key={index}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{dateTimeText(new Date(at))}</Table.Td>
                <Table.Td><Mono fz={12}>{wanted ?? t('nothing')}</Mono></Table.Td>
                <Table.Td><Mono fz={12}>{found ?? t('nothing')}</Mono></Table.Td>
                <Table.Td><SignBadge sign={isRepaired ? '+' : '−'}>{isRepaired ? t('repaired') : t('not repaired')}</SignBadge></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}
