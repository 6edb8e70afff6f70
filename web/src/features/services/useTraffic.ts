import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'

/** It is read from the nodes each time, and only while somebody looks. */
const pause = 5_000

/** What passes to a service now. */
export const useTraffic = (service: { id: string }) =>
  useQuery({
    queryKey: ['traffic', service.id] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/services/{reference}/traffic', { params: { path: { reference: service.id } }, signal })),
    refetchInterval: pause,
    gcTime: 0,
  })
