import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { PortMapping } from '../../shared/api/types'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { hostSide } from './ports'
import { PublishedOn } from './PublishedOn'
import { Target } from './Target'
import { t } from '../../shared/i18n/t'

const column = createColumnHelper<PortMapping>()

export const portMappingColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue, row }) => <ResourceLink kind="port-mapping" name={getValue()} project={row.original.project} strong isInList /> }),
  column.accessor('status.phase', { id: 'phase', header: t('Phase'), cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('hostPort', { header: t('Published at'), cell: ({ row }) => <Mono>{hostSide(row.original)}</Mono> }),
  column.accessor('pod', { header: t('Target'), cell: ({ row }) => <Target mapping={row.original} /> }),
  column.accessor('nodes', { id: 'on', header: t('On'), enableSorting: false, cell: ({ getValue }) => <PublishedOn nodes={getValue()} /> }),
  column.accessor(({ status }) => status.nodes.ready - status.nodes.total, { id: 'nodes', header: t('Nodes ready'), cell: ({ row }) => <NodeTally {...row.original.status.nodes} /> }),
] as ColumnDef<PortMapping>[]
