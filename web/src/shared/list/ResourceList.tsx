import { Paper } from '@mantine/core'
import type { ColumnDef } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import type { Kind, ResourceOf } from '../api/types'
import { kinds } from '../data/kinds'
import { useList } from '../data/queries'
import { ProblemAlert } from '../ui/ProblemAlert'
import { ListFilter } from './ListFilter'
import { ListSkeleton } from './ListSkeleton'
import { ResourceTable } from './ResourceTable'

interface Props<K extends Kind> {
  kind: K
  columns: ColumnDef<ResourceOf[K]>[]
  /** What stands there when there is none of the kind at all. */
  empty: ReactNode
}

/** All resources of a kind, live, with the states that a list can be in. */
export function ResourceList<K extends Kind>({ kind, columns, empty }: Props<K>) {
  const { data, error, isPending, refetch } = useList(kind)
  const { many } = kinds[kind]
  if (isPending) return <ListSkeleton />
  if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  if (data.length === 0) return <Paper withBorder>{empty}</Paper>
  return (
    <>
      <ListFilter what={many} />
      <ResourceTable resources={data} columns={columns} kind={kind} />
    </>
  )
}
