import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../api/problem'
import type { Culprit, Kind, Problem, Resource } from '../api/types'
import { deleteResource } from '../data/writes'
import { graceOf } from './grace'
import { rehearse } from './rehearse'

/** So many requests at a time: the API answers them together, and a browser sends no more at once. */
const abreast = 6

export interface Refused {
  resource: Resource
  problem: Problem
}

/** Rehearses the deletion of several resources, and carries it out with whatever depends on them. */
export function useBulkDelete(kind: Kind, resources: Resource[]) {
  const client = useQueryClient()
  const [done, setDone] = useState(0)
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'delete', kind, resources.map(({ id }) => id)],
    queryFn: () => rehearseAll(kind, resources),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const deletion = useMutation({
    mutationFn: (grace: number) => deleteAll({ kind, resources, cascades: rehearsal.data?.cascades ?? new Set(), grace }, () => { setDone((before) => before + 1) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  return { rehearsal, deletion, done }
}

async function rehearseAll(kind: Kind, resources: Resource[]) {
  const chosen = new Set(resources.map(({ id }) => id))
  const dependents = new Map<string, Culprit>()
  const cascades = new Set<string>()
  await eachOf(resources, async ({ id }) => {
    const refusal = await rehearse(kind, id)
    if (refusal === null) return
    cascades.add(id)
    for (const culprit of refusal.conflicts ?? []) if (!chosen.has(culprit.id)) dependents.set(culprit.id, culprit)
  })
  return { dependents: [...dependents.values()], cascades }
}

interface Deletion {
  kind: Kind
  resources: Resource[]
  /** The ids of those that something depends on. */
  cascades: ReadonlySet<string>
  /** In seconds. */
  grace: number
}

/** What could not be deleted; the rest is. */
async function deleteAll({ kind, resources, cascades, grace }: Deletion, onEach: () => void): Promise<Refused[]> {
  const refused: Refused[] = []
  await eachOf(resources, async (resource) => {
    try {
      await deleteResource(kind, resource.id, { ...(cascades.has(resource.id) ? { cascade: true } : {}), ...graceOf(grace) })
    } catch (error) {
      const problem = problemOf(error)
      // It went along with another one, or somebody else was faster: that is what was wanted.
      if (problem.status !== 404) refused.push({ resource, problem })
    }
    onEach()
  })
  return refused
}

async function eachOf<T>(items: T[], work: (item: T) => Promise<void>) {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: abreast }, worker))
}
