import { Table } from '@mantine/core'
import { flexRender, type Row } from '@tanstack/react-table'

interface Props<T> {
  row: Row<T>
  onOpen: () => void
}

/** One resource. A click anywhere opens it; by keyboard the link of its name does. */
export function ResourceRow<T>({ row, onOpen }: Props<T>) {
  return (
    <Table.Tr onClick={onOpen}>
      {row.getVisibleCells().map((cell) => <Table.Td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</Table.Td>)}
    </Table.Tr>
  )
}
