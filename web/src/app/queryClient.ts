import { QueryClient } from '@tanstack/react-query'
import { problemOf } from '../shared/api/problem'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What the API refused it will refuse again; what it could not be asked is asked again.
      retry: (failures, error) => failures < 2 && [0, 502, 503, 504].includes(problemOf(error).status),
      refetchOnWindowFocus: false,
    },
  },
})
