import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useSettled } from '../../shared/forms/useSettled'
import type { PlannerSearch } from './plannerSearch'

/** The plan of the form, made again when the form changes. */
export function usePlan(search: PlannerSearch) {
  const settled = useSettled(search)
  return useQuery({
    queryKey: ['calculator', 'plan', settled] as const,
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/calculator/plan', { body: bodyOf(settled), signal })),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
}

const bodyOf = ({ nodes, pods, services, growth, family, avoid }: PlannerSearch) => ({
  nodes,
  podsPerNode: pods,
  services,
  growthFactor: growth,
  ...(family === 'dual' ? { dualStack: true } : { family }),
  ...(avoid === undefined ? {} : { avoid: avoid.split(',').map((cidr) => cidr.trim()) }),
})
