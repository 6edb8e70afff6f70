import type { ColumnDef } from '@tanstack/react-table'
import { keyOf } from '../data/order'

/** Items in the order of a column, texts as people count; as they came where there is no such column. What is asked of each is asked once. */
export function sorted<T>(items: T[], columns: ColumnDef<T>[], sort: string): T[] {
  const isDescending = sort.startsWith('-')
  const valueOf = accessorOf(columns, isDescending ? sort.slice(1) : sort)
  if (valueOf === undefined) return items
  const keyed = items.map((item) => ({ item, key: sortKeyOf(valueOf(item)) }))
  const sign = isDescending ? -1 : 1
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item)
}

type Key = number | string | null

function accessorOf<T>(columns: ColumnDef<T>[], id: string): ((item: T) => unknown) | undefined {
  for (const [index, column] of columns.entries()) {
    const key = 'accessorKey' in column ? column.accessorKey as string : undefined
    if ((column.id ?? key) !== id) continue
    if ('accessorFn' in column) return (item) => column.accessorFn(item, index)
    return key === undefined ? undefined : (item) => key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | null | undefined)?.[part], item)
  }
  return undefined
}

const sortKeyOf = (value: unknown): Key => (typeof value === 'number' ? value : typeof value === 'string' ? keyOf(value) : null)

// What has none comes last.
function compare(a: Key, b: Key) {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}
