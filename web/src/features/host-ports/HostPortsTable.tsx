import { Paper, Table } from '@mantine/core'
import { t } from '../../shared/i18n/t'
import tableClasses from '../../shared/list/ResourceTable.module.css'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import type { HostPort } from './hostPorts'
import { PortHolder } from './PortHolder'

/** Ports, one a row. */
export function HostPortsTable({ ports }: { ports: HostPort[] }) {
  return (
    <Paper withBorder className={tableClasses.frame}>
      <Table.ScrollContainer minWidth={620} type="native">
        <Table verticalSpacing={8} horizontalSpacing="md" aria-label={t('Host ports')}>
          <Table.Thead><Table.Tr><Table.Th>{t('Node')}</Table.Th><Table.Th>{t('Port')}</Table.Th><Table.Th>{t('Protocol')}</Table.Th><Table.Th>{t('Address')}</Table.Th><Table.Th>{t('Held by')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {ports.map((each) => (
              <Table.Tr key={`${each.node} ${each.address} ${each.port} ${each.protocol} ${each.holder?.name ?? each.process ?? ''}`}>
                <Table.Td><ResourceLink kind="node" name={each.node} /></Table.Td>
                <Table.Td><Mono fw={600}>{each.end === each.port ? each.port : `${each.port}–${each.end}`}</Mono></Table.Td>
                <Table.Td>{each.protocol.toUpperCase()}</Table.Td>
                <Table.Td><Mono>{each.address}</Mono></Table.Td>
                <Table.Td><PortHolder port={each} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
