import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { Kind, LiveEvent, ResourceOf } from '../api/types'
import { readAll } from './resources'

/** What comes with no event: what agents report (last seen, revisions), that often; what has been cut from a pool. */
const polls: Partial<Record<Kind, number>> = { node: 4_000, pool: 15_000 }

/** All resources of a kind. The live stream keeps it current. */
export const listOptions = <K extends Kind>(kind: K) =>
  queryOptions({
    queryKey: ['list', kind] as const,
    queryFn: ({ signal, client }) => readAll(kind, signal, client.getQueryData<ResourceOf[K][]>(['list', kind])),
    staleTime: Infinity,
    refetchInterval: polls[kind] ?? false,
    // Reading does it, a page at a time.
    structuralSharing: false,
  })

/** All resources of a kind, live. What thousands of them become is drawn in small steps, between which the browser is free. */
export function useList<K extends Kind>(kind: K) {
  const { data: newest, error, refetch } = useQuery(listOptions(kind))
  const drawn = useDeferredValue(newest)
  const data = newest && drawn
  return { data, error, refetch, isPending: data === undefined && error === null, isError: error !== null }
}

export const eventsKey = ['events'] as const

/** The newest events, newest first; undefined until the live stream, which writes them, stands. */
export const useRecentEvents = () =>
  useQuery<LiveEvent[]>({ queryKey: eventsKey, queryFn: skipToken, staleTime: Infinity })
