import { Checkbox, Table } from '@mantine/core'
import { flexRender, type Row } from '@tanstack/react-table'
import { t } from '../i18n/t'

interface Props<T> {
  row: Row<T>
  name: string
  /** Undefined where rows are not selected. */
  isSelected: boolean | undefined
  onSelect: (isSelected: boolean) => void
  onOpen: () => void
}

/** One resource. A click anywhere opens it; by keyboard the link of its name does. */
export function ResourceRow<T>({ row, name, isSelected, onSelect, onOpen }: Props<T>) {
  return (
    <Table.Tr onClick={onOpen} {...(isSelected === true ? { bg: 'var(--mantine-primary-color-light)' } : {})}>
      {isSelected !== undefined && (
        <Table.Td w={44} onClick={(event) => { event.stopPropagation() }}>
          <Checkbox size="xs" aria-label={t('Select {name}', { name })} checked={isSelected} onChange={(event) => { onSelect(event.currentTarget.checked) }} />
        </Table.Td>
      )}
      {row.getVisibleCells().map((cell) => <Table.Td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</Table.Td>)}
    </Table.Tr>
  )
}
