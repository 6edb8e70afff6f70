import { Button, Paper, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { Panel } from '../../shared/ui/Panel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { TokenForm } from './TokenForm'
import { TokenRow } from './TokenRow'
import { t } from '../../shared/i18n/t'

/** All tokens that the signed-in admin may see. */
export function Tokens() {
  const [isCreating, creation] = useDisclosure()
  const { data, error, refetch } = useQuery({
    queryKey: ['list', 'token'] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/tokens', { params: { query: { limit: 1000 } }, signal })),
  })
  return (
    <Panel title={t('Tokens')} aside={<Button leftSection={<IconPlus size={16} />} onClick={creation.open}>{t('New token')}</Button>}>
      {data === undefined && error === null && <Skeleton h={90} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Text fz="sm" c="dimmed">{t('There is no token yet.')}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Paper>
          <Table.ScrollContainer minWidth={640} type="native">
            <Table verticalSpacing="xs" aria-label={t('tokens')}>
              <Table.Thead>
                <Table.Tr><Table.Th>{t('Name')}</Table.Th><Table.Th>{t('Role')}</Table.Th><Table.Th>{t('Reaches')}</Table.Th><Table.Th>{t('Last used')}</Table.Th><Table.Th>{t('Expires')}</Table.Th><Table.Th><VisuallyHidden>{t('Actions')}</VisuallyHidden></Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>{data.items.map((token) => <TokenRow key={token.id} token={token} />)}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Paper>
      )}
      {isCreating && <TokenForm onClose={creation.close} />}
    </Panel>
  )
}
