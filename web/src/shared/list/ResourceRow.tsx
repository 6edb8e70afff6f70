import { Checkbox, Table } from '@mantine/core'
import { flexRender, type Row } from '@tanstack/react-table'
import { memo } from 'react'
import type { Resource } from '../api/types'
import { t } from '../i18n/t'

interface Props<T extends Resource> {
  row: Row<T>
  /** Undefined where rows are not selected. */
  isSelected: boolean | undefined
  onSelect: (some: T[], isSelected: boolean) => void
  onOpen: (resource: T) => void
}

/** One resource. A click anywhere opens it; by keyboard the link of its name does. */
function Drawn<T extends Resource>({ row, isSelected, onSelect, onOpen }: Props<T>) {
  return (
    <Table.Tr onClick={() => { onOpen(row.original) }} {...(isSelected === true ? { bg: 'var(--mantine-primary-color-light)' } : {})}>
      {isSelected !== undefined && (
        <Table.Td w={44} onClick={(event) => { event.stopPropagation() }}>
          <Checkbox size="xs" aria-label={t('Select {name}', { name: row.original.name })} checked={isSelected} onChange={(event) => { onSelect([row.original], event.currentTarget.checked) }} />
        </Table.Td>
      )}
      {row.getVisibleCells().map((cell) => <Table.Td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</Table.Td>)}
    </Table.Tr>
  )
}

// The table makes all rows anew when one of them changes: what a row shows is its resource's.
export const ResourceRow = memo(Drawn, (before, now) =>
  before.row.original === now.row.original && before.isSelected === now.isSelected && before.onSelect === now.onSelect && before.onOpen === now.onOpen) as typeof Drawn
