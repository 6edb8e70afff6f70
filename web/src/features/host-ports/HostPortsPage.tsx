import { CloseButton, Group, Pagination, Paper, Select, Text, TextInput } from '@mantine/core'
import { IconSearch, IconPlug } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useList } from '../../shared/data/queries'
import { t } from '../../shared/i18n/t'
import { ListSkeleton } from '../../shared/list/ListSkeleton'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { hostPorts } from './hostPorts'
import { type HostPortsSearch, parseHostPortsSearch } from './hostPortsSearch'
import { HostPortsTable } from './HostPortsTable'

const pageSize = 100

/** Who holds which port on which node. */
export function HostPortsPage() {
  const { q = '', node, page = 1 }: HostPortsSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const [nodes, mappings, services, pods] = [useList('node'), useList('port-mapping'), useList('service'), useList('pod')]
  const all = useMemo(
    () => (nodes.data && mappings.data && services.data && pods.data ? hostPorts({ nodes: nodes.data, mappings: mappings.data, services: services.data, pods: pods.data }) : undefined),
    [nodes.data, mappings.data, services.data, pods.data],
  )
  const error = nodes.error ?? mappings.error ?? services.error ?? pods.error
  const text = q.toLowerCase()
  const found = all?.filter((each) => (node === undefined || each.node === node) && (text === '' || `${each.address} ${each.port} ${each.protocol} ${each.holder?.name ?? each.process ?? ''}`.toLowerCase().includes(text))) ?? []
  const change = (next: { [K in keyof HostPortsSearch]: HostPortsSearch[K] | undefined }) => void navigate({ to: '/host-ports', search: parseHostPortsSearch({ q, node, page: undefined, ...next }), replace: true })
  return (
    <>
      <PageHeader title={t('Host ports')} hint={t('Who holds which port on which node: what is published, node ports, pods in host mode, and the nodes’ own processes.')} />
      <Group mb="sm" gap="sm">
        <TextInput flex={1} maw={360} miw={200} aria-label={t('Filter ports')} placeholder={t('Filter by port, address, holder …')} leftSection={<IconSearch size={16} />}
          rightSection={q !== '' && <CloseButton size="sm" aria-label={t('Clear the filter')} onClick={() => { change({ q: undefined }) }} />} value={q} onChange={(event) => { change({ q: event.currentTarget.value }) }} />
        <Select w={180} aria-label={t('Node')} placeholder={t('Any node')} clearable searchable clearButtonProps={{ 'aria-label': t('Clear the node') }} data={nodes.data?.map(({ name }) => name).sort() ?? []} value={node ?? null} onChange={(next) => { change({ node: next ?? undefined }) }} />
      </Group>
      {all === undefined && error === null && <ListSkeleton />}
      {all === undefined && error !== null && <ProblemAlert error={error} />}
      {all !== undefined && found.length === 0 && (
        <Paper withBorder><EmptyState icon={IconPlug} title={t('No port is taken')} hint={all.length === 0 ? t('Port mappings, services of type nodePort and pods in host mode take ports of nodes.') : t('Nothing matches the filter.')} /></Paper>
      )}
      {found.length > 0 && <HostPortsTable ports={found.slice((page - 1) * pageSize, page * pageSize)} />}
      {found.length > 0 && (
        <Group justify="space-between" mt="sm">
          <Text c="dimmed" fz="sm" role="status">{t('{count} in all', { count: found.length })}</Text>
          {found.length > pageSize && <Pagination total={Math.ceil(found.length / pageSize)} value={page} size="sm" getControlProps={(control) => ({ 'aria-label': t(`${control} page`) })} onChange={(next) => { change({ page: next }) }} />}
        </Group>
      )}
    </>
  )
}
