import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Service } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { portTexts, selectorText } from './endpoints'
import { t } from '../../shared/i18n/t'

const column = createColumnHelper<Service>()

export const serviceColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue, row }) => <ResourceLink kind="service" name={getValue()} project={row.original.project} strong isInList /> }),
  column.accessor('status.phase', { id: 'phase', header: t('Phase'), cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('type', { header: t('Type') }),
  column.accessor(({ clusterIps }) => clusterIps.join(' '), { id: 'address', header: t('Address'), cell: ({ row }) => <Addresses values={row.original.clusterIps} /> }),
  column.accessor((service) => portTexts(service).join(', '), { id: 'ports', header: t('Ports'), cell: ({ getValue }) => <Mono>{getValue()}</Mono> }),
  column.accessor(selectorText, { id: 'selects', header: t('Selects'), cell: ({ getValue }) => <Mono>{getValue()}</Mono> }),
  column.accessor('network', { header: t('Network'), cell: ({ getValue, row }) => <ResourceLink kind="network" name={getValue()} project={row.original.project} /> }),
  column.accessor(({ status }) => status.nodes.ready - status.nodes.total, { id: 'nodes', header: t('Nodes ready'), cell: ({ row }) => <NodeTally {...row.original.status.nodes} /> }),
] as ColumnDef<Service>[]
