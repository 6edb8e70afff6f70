import { useQuery } from '@tanstack/react-query'
import { api } from './client'
import { unwrap } from './problem'
import { useSession } from './session'

/** Who is signed in; undefined until the API has said it. */
export function useBearer() {
  const { token } = useSession()
  return useQuery({
    queryKey: ['whoami', token] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/whoami', { signal })),
    enabled: token !== null,
    staleTime: Infinity,
  }).data
}

/** What they may do. What they may not is not offered. */
export function useRights() {
  const bearer = useBearer()
  const isAdmin = bearer?.role === 'admin'
  return { mayWrite: isAdmin || bearer?.role === 'operator', mayGrant: isAdmin, isSystem: bearer !== undefined && bearer.project == null, isSystemAdmin: isAdmin && bearer.project == null }
}
