import { Paper, Table, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Change } from '../../shared/api/types'
import { SignBadge } from '../../shared/diff/SignBadge'
import type { ChangesSearch } from '../../shared/history/changesSearch'
import tableClasses from '../../shared/list/ResourceTable.module.css'
import { Age } from '../../shared/time/Age'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { changedFields, lookOf } from './words'
import { t } from '../../shared/i18n/t'
import { kindText } from '../../shared/data/kinds'

/** Changes as rows, newest first; each opens beside the list. */
export function ChangesTable({ changes }: { changes: Change[] }) {
  const navigate = useNavigate()
  const search: ChangesSearch = useSearch({ strict: false })
  return (
    <Paper withBorder className={tableClasses.frame}>
      <Table.ScrollContainer minWidth={680} type="native">
        <Table highlightOnHover verticalSpacing={9} horizontalSpacing="md" aria-label={t('changes')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={100}>{t('Revision')}</Table.Th>
              <Table.Th w={110}>{t('What')}</Table.Th>
              <Table.Th>{t('Resource')}</Table.Th>
              <Table.Th>{t('Fields')}</Table.Th>
              <Table.Th>{t('Who')}</Table.Th>
              <Table.Th w={110}>{t('When')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map((change) => {
              const { label, sign } = lookOf(change)
              const fields = changedFields(change)
              const params = { revision: `${change.revision}` }
              return (
                <Table.Tr key={change.revision} onClick={() => void navigate({ to: '/changes/$revision', params, search })}>
                  <Table.Td><AnchorLink to="/changes/$revision" params={params} search={search} fw={600} inherit aria-label={t('Revision {revision}', { revision: `${change.revision}` })}>{change.revision}</AnchorLink></Table.Td>
                  <Table.Td><SignBadge sign={sign}>{label}</SignBadge></Table.Td>
                  <Table.Td><Text span inherit c="dimmed">{kindText(change.kind)}</Text> {change.name}</Table.Td>
                  <Table.Td><Text span inherit c="dimmed">{fields.join(', ') || '–'}</Text></Table.Td>
                  <Table.Td>{change.actor}</Table.Td>
                  <Table.Td><Age at={change.at} /></Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
