import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'

/** Where load-balancer addresses come from. */
export const useExternalPools = () =>
  useQuery({
    queryKey: ['pools', 'external'] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/pools', { params: { query: { purpose: 'external', limit: 1000 } }, signal })),
  })
