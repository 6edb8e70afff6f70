import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { PlannerSearch } from './plannerSearch'

/** While somebody types, nothing is asked for. */
const pause = 250

/** The plan of the form, made again when the form changes. */
export function usePlan(search: PlannerSearch) {
  const [settled] = useDebouncedValue(search, pause)
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
