import { useThrottledValue } from '@mantine/hooks'
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useRecentEvents } from '../../shared/data/queries'
import type { ChangesSearch } from '../../shared/history/changesSearch'

const pageSize = 60
/** However fast others write, the history is read again no more often. */
const rest = 600

const historyOptions = (search: ChangesSearch) =>
  infiniteQueryOptions({
    queryKey: ['changes', search] as const,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...search, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }
      return unwrap(api.GET('/api/v1/changes', { params: { query }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? null,
  })

/** The history, newest first, read again when something is committed. */
export function useHistory(search: ChangesSearch) {
  const client = useQueryClient()
  const newest = useThrottledValue(useRecentEvents().data?.find(({ type }) => type === 'changed')?.revision, rest)
  useEffect(() => { void client.invalidateQueries({ queryKey: ['changes'] }) }, [client, newest])
  return useInfiniteQuery(historyOptions(search))
}

/** One change: the newest that is no newer than its revision. */
export const changeOptions = (revision: number) =>
  queryOptions({
    queryKey: ['change', revision] as const,
    queryFn: async ({ signal }) => {
      const page = await unwrap(api.GET('/api/v1/changes', { params: { query: { cursor: `${revision + 1}`, limit: 1 } }, signal }))
      return page.items.find((change) => change.revision === revision) ?? null
    },
    enabled: Number.isInteger(revision),
    staleTime: Infinity,
  })
