import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Pod } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { ConditionCell } from '../../shared/ui/ConditionCell'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { EnterButton } from './EnterButton'
import { PodOrigin } from './PodOrigin'
import { t } from '../../shared/i18n/t'

const column = createColumnHelper<Pod>()

export const podColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue, row }) => <ResourceLink kind="pod" name={getValue()} project={row.original.project} strong isInList /> }),
  column.accessor('status.phase', { id: 'phase', header: t('Phase'), cell: ({ getValue }) => <PhaseBadge phase={getValue()} /> }),
  column.accessor(({ addresses }) => addresses[0] ?? '', { id: 'addresses', header: t('Addresses'), sortingFn: 'alphanumeric', cell: ({ row }) => <Addresses values={row.original.addresses} /> }),
  column.accessor('network', { header: t('Network'), cell: ({ getValue, row }) => { const name = getValue(); return name == null ? '–' : <ResourceLink kind="network" name={name} project={row.original.project} /> } }),
  column.accessor('node', { header: t('Node'), sortingFn: 'alphanumeric', cell: ({ getValue }) => <ResourceLink kind="node" name={getValue()} /> }),
  column.accessor(({ source }) => source?.runtime ?? '', { id: 'origin', header: t('Came from'), cell: ({ row }) => <PodOrigin pod={row.original} isShort /> }),
  column.accessor('status.conditions', { id: 'conditions', header: t('Conditions'), enableSorting: false, cell: ({ getValue }) => <ConditionCell conditions={getValue()} /> }),
  column.display({ id: 'enter', header: t('Enter'), cell: ({ row }) => <EnterButton pod={row.original} /> }),
] as ColumnDef<Pod>[]
