import { Group, Pagination, Paper, Table, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ColumnDef, getCoreRowModel, getFilteredRowModel, getPaginationRowModel, getSortedRowModel, useReactTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { Kind, Resource } from '../api/types'
import { kinds } from '../data/kinds'
import { useListSearch } from './listSearch'
import { ResourceRow } from './ResourceRow'
import classes from './ResourceTable.module.css'
import { SortHeader } from './SortHeader'

const pageSize = 50

interface Props<T extends Resource> {
  resources: T[]
  columns: ColumnDef<T>[]
  kind: Kind
}

/** Resources as rows, filtered, sorted and paged as the address bar says. */
export function ResourceTable<T extends Resource>({ resources, columns, kind }: Props<T>) {
  const [{ q = '', phase, sort = 'name', page = 1 }, change] = useListSearch()
  const navigate = useNavigate()
  const data = useMemo(() => resources.filter(({ status }) => phase === undefined || status.phase === phase), [resources, phase])
  const sorting = useMemo(() => [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }], [sort])
  // eslint-disable-next-line react-hooks/incompatible-library -- no React Compiler here
  const table = useReactTable({
    data,
    columns,
    state: {
      globalFilter: q,
      sorting,
      pagination: { pageIndex: page - 1, pageSize },
    },
    autoResetPageIndex: false,
    getRowId: (resource) => resource.id,
    globalFilterFn: (row, _, text: string) => JSON.stringify(row.original).toLowerCase().includes(text.toLowerCase()),
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getPaginationRowModel: getPaginationRowModel(),
  })
  const pages = table.getPageCount()
  const matching = table.getFilteredRowModel().rows.length

  return (
    <>
      <Paper withBorder className={classes.frame}>
        <Table.ScrollContainer minWidth={720} type="native">
          <Table highlightOnHover verticalSpacing={10} horizontalSpacing="md" aria-label={kinds[kind].many}>
            <Table.Thead>
              {table.getHeaderGroups().map((group) => (
                <Table.Tr key={group.id}>
                  {group.headers.map((header) => <SortHeader key={header.id} header={header} onSort={(next) => { change({ sort: next, page: undefined }) }} />)}
                </Table.Tr>
              ))}
            </Table.Thead>
            <Table.Tbody>
              {table.getRowModel().rows.map((row) => (
                <ResourceRow key={row.id} row={row} onOpen={() => void navigate({ to: kinds[kind].item, params: { name: row.original.name }, search: true })} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {matching === 0 && <Text c="dimmed" fz="sm" ta="center" py="xl">Nothing matches the filter.</Text>}
      </Paper>
      <Group justify="space-between" mt="sm">
        <Text c="dimmed" fz="sm" role="status">{matching === resources.length ? `${matching} in all` : `${matching} of ${resources.length}`}</Text>
        {pages > 1 && <Pagination total={pages} value={page} size="sm" onChange={(next) => { change({ page: next === 1 ? undefined : next }) }} />}
      </Group>
    </>
  )
}
