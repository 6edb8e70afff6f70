import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'

/** Changes pass within milliseconds, so that a page can only look now and then. */
const pause = 2_000

/** Where changes stand, and how fast they became ready. */
export const useProgress = () =>
  useQuery({
    queryKey: ['progress'] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/progress', { signal })),
    refetchInterval: pause,
  })
