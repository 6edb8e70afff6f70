import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import type { Kind, LiveEvent } from '../api/types'
import { readAll } from './resources'

/** What comes with no event: what agents report (last seen, revisions), that often; what has been cut from a pool. */
const polls: Partial<Record<Kind, number>> = { node: 4_000, pool: 15_000 }

/** All resources of a kind. The live stream keeps it current. */
export const listOptions = <K extends Kind>(kind: K) =>
  queryOptions({
    queryKey: ['list', kind] as const,
    queryFn: ({ signal }) => readAll(kind, signal),
    staleTime: Infinity,
    refetchInterval: polls[kind] ?? false,
  })

export const useList = <K extends Kind>(kind: K) => useQuery(listOptions(kind))

export const eventsKey = ['events'] as const

/** The newest events, newest first; undefined until the live stream, which writes them, stands. */
export const useRecentEvents = () =>
  useQuery<LiveEvent[]>({ queryKey: eventsKey, queryFn: skipToken, staleTime: Infinity })
