import { Skeleton, Table, Text } from '@mantine/core'
import type { Service } from '../../shared/api/types'
import { bytesText, numberText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Mono } from '../../shared/ui/Mono'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import { useTraffic } from './useTraffic'

const shown = 100

/** What passes to a service now, by endpoint. */
export function Traffic({ service }: { service: Service }) {
  const { data, error, refetch } = useTraffic(service)
  const endpoints = data?.endpoints ?? []
  return (
    <Section title={t('Traffic now')}>
      {data === undefined && error === null && <Skeleton h={40} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data !== undefined && endpoints.length === 0 && <Text fz="sm">{t('No node leads a connection to it.')}</Text>}
      {endpoints.length > 0 && (
        <Table aria-label={t('Traffic now')} fz="sm">
          <Table.Thead>
            <Table.Tr><Table.Th>{t('Endpoint')}</Table.Th><Table.Th ta="right">{t('Connections')}</Table.Th><Table.Th ta="right">{t('From clients')}</Table.Th><Table.Th ta="right">{t('To clients')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {endpoints.slice(0, shown).map(({ pod, address, port, protocol, targetPort, traffic }) => (
              <Table.Tr key={`${protocol}${port}${address}${targetPort}`}>
                <Table.Td>{pod != null && <ResourceLink kind="pod" name={pod} project={service.project} />} <Mono c="dimmed">{address.includes(':') ? `[${address}]` : address}:{targetPort}/{protocol}</Mono></Table.Td>
                <Table.Td ta="right">{numberText(traffic.connections)}</Table.Td>
                <Table.Td ta="right">{bytesText(traffic.bytesIn)}</Table.Td>
                <Table.Td ta="right">{bytesText(traffic.bytesOut)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {endpoints.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: endpoints.length - shown })}</Text>}
      <Text fz="xs" c="dimmed">{t('Of connections that nodes follow: with its end, one goes from here after a while.')}</Text>
      {data !== undefined && data.silent.length > 0 && <Text fz="xs" c="dimmed">{t('Without {nodes}, whose agents do not answer.', { nodes: data.silent.join(', ') })}</Text>}
    </Section>
  )
}
