import { Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { flexRender, type Header } from '@tanstack/react-table'
import classes from './SortHeader.module.css'

interface Props<T> {
  header: Header<T, unknown>
  onSort: (sort: string) => void
}

/** A column's head; a click sorts by it, another turns the order. */
export function SortHeader<T>({ header, onSort }: Props<T>) {
  const { column } = header
  const title = flexRender(column.columnDef.header, header.getContext())
  if (!column.getCanSort()) return <Table.Th>{title}</Table.Th>
  const order = column.getIsSorted()
  const next = order === 'asc' ? `-${column.id}` : column.id
  return (
    <Table.Th aria-sort={order === false ? 'none' : order === 'asc' ? 'ascending' : 'descending'}>
      <UnstyledButton className={classes.button} onClick={() => { onSort(next) }}>
        {title}
        {order === 'asc' && <IconArrowUp size={14} />}
        {order === 'desc' && <IconArrowDown size={14} />}
      </UnstyledButton>
    </Table.Th>
  )
}
