import { Paper, Table, Text } from '@mantine/core'
import type { Holder } from '../../shared/api/types'
import { dateTimeText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { CulpritLink } from '../../shared/ui/CulpritLink'
import { kindText } from '../../shared/data/kinds'

/** Who had it, from when until when, and whose write made it so. */
export function HoldersTable({ holders }: { holders: Holder[] }) {
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={680} type="native">
        <Table verticalSpacing={10} horizontalSpacing="md" aria-label={t('holders')}>
          <Table.Thead>
            <Table.Tr><Table.Th>{t('Holder')}</Table.Th><Table.Th>{t('Project')}</Table.Th><Table.Th>{t('Since')}</Table.Th><Table.Th>{t('Until')}</Table.Th><Table.Th>{t('Who')}</Table.Th><Table.Th>{t('History')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {holders.map(({ kind, id, name, project, since, until, actor }) => (
              <Table.Tr key={id}>
                <Table.Td>{until == null ? <CulpritLink culprit={{ kind, id, name }} /> : <span>{kindText(kind)} <b>{name}</b></span>}</Table.Td>
                <Table.Td>{project ?? '–'}</Table.Td>
                <Table.Td>{dateTimeText(new Date(since))}</Table.Td>
                <Table.Td>{until == null ? <Text span inherit c="dimmed">{t('has it still')}</Text> : dateTimeText(new Date(until))}</Table.Td>
                <Table.Td>{actor}</Table.Td>
                <Table.Td><AnchorLink to="/changes" search={{ resource: id }} inherit>{t('All its changes')}</AnchorLink></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
