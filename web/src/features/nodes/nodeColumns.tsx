import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Node } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { ConditionCell } from '../../shared/ui/ConditionCell'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Lag } from './Lag'
import { lagOf } from './lag'
import { LastSeen } from './LastSeen'
import { t } from '../../shared/i18n/t'

const column = createColumnHelper<Node>()

export const nodeColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue }) => <ResourceLink kind="node" name={getValue()} strong isInList /> }),
  column.accessor('status.phase', { id: 'phase', header: t('Phase'), cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor('zone', { header: t('Zone'), cell: ({ getValue }) => getValue() ?? '–' }),
  column.accessor('underlayAddresses', { id: 'addresses', header: t('Underlay addresses'), enableSorting: false, cell: ({ getValue }) => <Addresses values={getValue()} /> }),
  column.accessor('status.lastSeenAt', { id: 'seen', header: t('Last seen'), cell: ({ row }) => <LastSeen node={row.original} /> }),
  column.accessor('status.appliedRevision', { id: 'applied', header: t('Applied revision') }),
  column.accessor(lagOf, { id: 'lag', header: t('Lag'), cell: ({ row }) => <Lag node={row.original} /> }),
  column.accessor('status.conditions', { id: 'conditions', header: t('Conditions'), enableSorting: false, cell: ({ getValue }) => <ConditionCell conditions={getValue()} /> }),
] as ColumnDef<Node>[]
