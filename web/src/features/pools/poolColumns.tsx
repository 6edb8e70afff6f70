import { createColumnHelper, type ColumnDef } from '@tanstack/react-table'
import type { Pool } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { Addresses } from '../../shared/ui/Addresses'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { purposes } from './purposes'
import { Utilization } from './Utilization'

const column = createColumnHelper<Pool>()

export const poolColumns = [
  column.accessor('name', { header: t('Name'), sortingFn: 'alphanumeric', cell: ({ getValue }) => <ResourceLink kind="pool" name={getValue()} strong isInList /> }),
  column.accessor('cidr', { header: 'CIDR', sortingFn: 'alphanumeric', cell: ({ getValue }) => <Addresses values={[getValue()]} what="CIDR" /> }),
  column.accessor('purpose', { header: t('For'), cell: ({ getValue }) => purposes[getValue()] }),
  column.accessor('defaultPrefixLength', { header: t('Cut into'), cell: ({ getValue }) => `/${getValue()}` }),
  column.accessor('status.utilization.ratio', { id: 'used', header: t('Used'), cell: ({ getValue }) => <Utilization ratio={getValue()} /> }),
] as ColumnDef<Pool>[]
