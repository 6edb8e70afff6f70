import { Checkbox, Group, Pagination, Paper, Table, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ColumnDef, getCoreRowModel, useReactTable } from '@tanstack/react-table'
import { memo, startTransition, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useRights } from '../api/rights'
import type { Kind, Resource } from '../api/types'
import { kinds } from '../data/kinds'
import { t } from '../i18n/t'
import { inList, type ListSearch, useListSearch } from './listSearch'
import { matches } from './matches'
import { ResourceRow } from './ResourceRow'
import classes from './ResourceTable.module.css'
import { SelectionBar } from './SelectionBar'
import { SortHeader } from './SortHeader'
import { sorted } from './sorted'
import { useSelection } from './useSelection'

const pageSize = 50
/** More than a screen shows; the rest of a page follows. */
const firstRows = 20

const projectOf = (resource: Resource) => ('project' in resource ? resource.project : undefined)

/** Where resources of several projects stand in one list. */
const projectColumn: ColumnDef<Resource> = { id: 'project', accessorFn: projectOf, header: t('Project') }

interface Props<T extends Resource> {
  resources: T[]
  columns: ColumnDef<T>[]
  kind: Kind
}

/** Resources as rows, filtered, sorted and paged as the address bar says; several can be selected. */
function Drawn<T extends Resource>({ resources, columns: own, kind }: Props<T>) {
  const isMixed = useMemo(() => new Set(resources.map(projectOf)).size > 1, [resources])
  const columns = useMemo(() => (isMixed ? own.toSpliced(1, 0, projectColumn as ColumnDef<T>) : own), [isMixed, own])
  const [search, change] = useListSearch()
  // Who types does not wait for the rows.
  const { q = '', phase, sort = 'name', page = 1 } = useDeferredValue(search)
  const navigate = useNavigate()
  const { mayChange } = useRights()
  const selection = useSelection(resources)
  const [isWhole, setWhole] = useState(false)
  useEffect(() => { startTransition(() => { setWhole(true) }) }, [])
  const isSelectable = kind !== 'node' && mayChange(kind)
  const found = useMemo(() => resources.filter((resource) => (phase === undefined || resource.status.phase === phase) && matches(resource, q)), [resources, phase, q])
  const inOrder = useMemo(() => sorted(found, columns, sort), [found, columns, sort])
  const data = useMemo(() => inOrder.slice((page - 1) * pageSize, page * pageSize).slice(0, isWhole ? pageSize : firstRows), [inOrder, page, isWhole])
  const sorting = useMemo(() => [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }], [sort])
  // eslint-disable-next-line react-hooks/incompatible-library -- no React Compiler here
  const table = useReactTable({
    data,
    columns,
    state: { sorting },
    manualSorting: true,
    getRowId: (resource) => resource.id,
    getCoreRowModel: getCoreRowModel(),
  })
  const open = useCallback(
    (resource: T) => void navigate({ to: kinds[kind].item, params: { name: resource.name }, search: (now: ListSearch) => inList(now, projectOf(resource)) }),
    [navigate, kind],
  )
  const pages = Math.ceil(found.length / pageSize)
  const isAll = found.length > 0 && selection.selected.length >= found.length && found.every(({ id }) => selection.has(id))

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
                      <Checkbox size="xs" aria-label={t('Select all that match')} checked={isAll} indeterminate={!isAll && selection.selected.length > 0} onChange={(event) => { selection.select(found, event.currentTarget.checked) }} />
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
                  isSelected={isSelectable ? selection.has(row.id) : undefined}
                  onSelect={selection.select}
                  onOpen={open}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {found.length === 0 && <Text c="dimmed" fz="sm" ta="center" py="xl">{t('Nothing matches the filter.')}</Text>}
      </Paper>
      <Group justify="space-between" mt="sm">
        <Text c="dimmed" fz="sm" role="status">{found.length === resources.length ? t('{count} in all', { count: found.length }) : t('{count} of {total}', { count: found.length, total: resources.length })}</Text>
        {pages > 1 && <Pagination total={pages} value={page} size="sm" getControlProps={(control) => ({ 'aria-label': t(`${control} page`) })} onChange={(next) => { change({ page: next === 1 ? undefined : next }) }} />}
      </Group>
      <SelectionBar kind={kind} resources={selection.selected} onClear={selection.clear} />
    </>
  )
}

// Drawn anew where the resources changed, not whenever the page is.
export const ResourceTable = memo(Drawn) as typeof Drawn
