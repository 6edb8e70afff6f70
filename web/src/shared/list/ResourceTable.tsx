import { Checkbox, Group, Pagination, Paper, Table, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ColumnDef, getCoreRowModel, getPaginationRowModel, getSortedRowModel, useReactTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useRights } from '../api/rights'
import type { Kind, Resource } from '../api/types'
import { kinds } from '../data/kinds'
import { t } from '../i18n/t'
import { useListSearch } from './listSearch'
import { matches } from './matches'
import { ResourceRow } from './ResourceRow'
import classes from './ResourceTable.module.css'
import { SelectionBar } from './SelectionBar'
import { SortHeader } from './SortHeader'
import { useSelection } from './useSelection'

const pageSize = 50

interface Props<T extends Resource> {
  resources: T[]
  columns: ColumnDef<T>[]
  kind: Kind
}

/** Resources as rows, filtered, sorted and paged as the address bar says; several can be selected. */
export function ResourceTable<T extends Resource>({ resources, columns, kind }: Props<T>) {
  const [{ q = '', phase, sort = 'name', page = 1 }, change] = useListSearch()
  const navigate = useNavigate()
  const { mayChange } = useRights()
  const selection = useSelection(resources)
  const isSelectable = kind !== 'node' && mayChange(kind)
  const data = useMemo(() => resources.filter((resource) => (phase === undefined || resource.status.phase === phase) && matches(resource, q)), [resources, phase, q])
  const sorting = useMemo(() => [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }], [sort])
  // eslint-disable-next-line react-hooks/incompatible-library -- no React Compiler here
  const table = useReactTable({
    data,
    columns,
    state: { sorting, pagination: { pageIndex: page - 1, pageSize } },
    autoResetPageIndex: false,
    getRowId: (resource) => resource.id,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getPaginationRowModel: getPaginationRowModel(),
  })
  const pages = table.getPageCount()
  const isAll = data.length > 0 && selection.selected.length >= data.length && data.every(({ id }) => selection.has(id))

  return (
    <>
      <Paper withBorder className={classes.frame}>
        <Table.ScrollContainer minWidth={720} type="native">
          <Table highlightOnHover verticalSpacing={10} horizontalSpacing="md" aria-label={t(kinds[kind].many)}>
            <Table.Thead>
              {table.getHeaderGroups().map((group) => (
                <Table.Tr key={group.id}>
                  {isSelectable && (
                    <Table.Th w={44}>
                      <Checkbox size="xs" aria-label={t('Select all that match')} checked={isAll} indeterminate={!isAll && selection.selected.length > 0} onChange={(event) => { selection.select(data, event.currentTarget.checked) }} />
                    </Table.Th>
                  )}
                  {group.headers.map((header) => <SortHeader key={header.id} header={header} onSort={(next) => { change({ sort: next, page: undefined }) }} />)}
                </Table.Tr>
              ))}
            </Table.Thead>
            <Table.Tbody>
              {table.getRowModel().rows.map((row) => (
                <ResourceRow
                  key={row.id}
                  row={row}
                  name={row.original.name}
                  isSelected={isSelectable ? selection.has(row.id) : undefined}
                  onSelect={(isSelected) => { selection.select([row.original], isSelected) }}
                  onOpen={() => void navigate({ to: kinds[kind].item, params: { name: row.original.name }, search: true })}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {data.length === 0 && <Text c="dimmed" fz="sm" ta="center" py="xl">{t('Nothing matches the filter.')}</Text>}
      </Paper>
      <Group justify="space-between" mt="sm">
        <Text c="dimmed" fz="sm" role="status">{data.length === resources.length ? t('{count} in all', { count: data.length }) : t('{count} of {total}', { count: data.length, total: resources.length })}</Text>
        {pages > 1 && <Pagination total={pages} value={page} size="sm" getControlProps={(control) => ({ 'aria-label': t(`${control} page`) })} onChange={(next) => { change({ page: next === 1 ? undefined : next }) }} />}
      </Group>
      <SelectionBar kind={kind} resources={selection.selected} onClear={selection.clear} />
    </>
  )
}
