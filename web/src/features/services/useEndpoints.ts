import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { listOptions } from '../../shared/data/queries'

/** Health checks change who serves without an event. */
const pause = 5_000

/** Who is behind a service, and who of them takes connections; asked again when pods or the service change. */
export function useEndpoints(service: { id: string; revision: number }) {
  const pods = useQuery(listOptions('pod')).dataUpdatedAt
  return useQuery({
    queryKey: ['endpoints', service.id, service.revision, pods] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/services/{reference}/endpoints', { params: { path: { reference: service.id } }, signal })),
    placeholderData: (before) => before,
    refetchInterval: pause,
    gcTime: 0,
  })
}
