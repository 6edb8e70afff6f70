import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Network } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'

const column = createColumnHelper<Network>()

export const networkColumns = [
  column.accessor('name', { header: 'Name', sortingFn: 'alphanumeric', cell: ({ getValue }) => <ResourceLink kind="network" name={getValue()} strong /> }),
  column.accessor('status.phase', { id: 'phase', header: 'Phase', cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('podCidrs', { id: 'podCidrs', header: 'Pod CIDRs', enableSorting: false, cell: ({ getValue }) => <Addresses values={getValue()} what="CIDR" /> }),
  column.accessor('serviceCidrs', { id: 'serviceCidrs', header: 'Service CIDRs', enableSorting: false, cell: ({ getValue }) => <Addresses values={getValue()} what="CIDR" /> }),
  column.accessor('vni', { header: 'VNI', cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('mtu', { header: 'MTU' }),
  column.accessor(({ status }) => status.nodes.ready - status.nodes.total, { id: 'nodes', header: 'Nodes ready', cell: ({ row }) => <NodeTally {...row.original.status.nodes} /> }),
] as ColumnDef<Network>[]
