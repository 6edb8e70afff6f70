import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Network } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { t } from '../../shared/i18n/t'

const column = createColumnHelper<Network>()

export const networkColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue, row }) => <ResourceLink kind="network" name={getValue()} project={row.original.project} strong isInList /> }),
  column.accessor('status.phase', { id: 'phase', header: t('Phase'), cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('podCidrs', { id: 'podCidrs', header: t('Pod CIDRs'), enableSorting: false, cell: ({ getValue }) => <Addresses values={getValue()} what="CIDR" /> }),
  column.accessor('serviceCidrs', { id: 'serviceCidrs', header: t('Service CIDRs'), enableSorting: false, cell: ({ getValue }) => <Addresses values={getValue()} what="CIDR" /> }),
  column.accessor('vni', { header: 'VNI', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('mtu', { header: 'MTU' }),
  column.accessor(({ status }) => status.nodes.ready - status.nodes.total, { id: 'nodes', header: t('Nodes ready'), cell: ({ row }) => <NodeTally {...row.original.status.nodes} /> }),
] as ColumnDef<Network>[]
