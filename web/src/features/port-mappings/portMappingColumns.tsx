import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { PortMapping } from '../../shared/api/types'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { hostSide } from './ports'
import { PublishedOn } from './PublishedOn'
import { Target } from './Target'

const column = createColumnHelper<PortMapping>()

export const portMappingColumns = [
  column.accessor('name', { header: 'Name', sortingFn: 'alphanumeric', cell: ({ getValue }) => <ResourceLink kind="port-mapping" name={getValue()} strong /> }),
  column.accessor('status.phase', { id: 'phase', header: 'Phase', cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('hostPort', { header: 'Published at', cell: ({ row }) => <Mono>{hostSide(row.original)}</Mono> }),
  column.accessor('pod', { header: 'Target', cell: ({ row }) => <Target mapping={row.original} /> }),
  column.accessor('nodes', { id: 'on', header: 'On', enableSorting: false, cell: ({ getValue }) => <PublishedOn nodes={getValue()} /> }),
  column.accessor(({ status }) => status.nodes.ready - status.nodes.total, { id: 'nodes', header: 'Nodes ready', cell: ({ row }) => <NodeTally {...row.original.status.nodes} /> }),
] as ColumnDef<PortMapping>[]
