import { useQuery } from '@tanstack/react-query'
import { api } from './client'
import { unwrap } from './problem'
import { useSession } from './session'
import type { Kind } from './types'

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
  const mayWrite = isAdmin || bearer?.role === 'operator'
  const isSystemAdmin = isAdmin && bearer.project == null
  return {
    mayWrite,
    mayGrant: isAdmin,
    isSystem: bearer !== undefined && bearer.project == null,
    isSystemAdmin,
    /** Nodes and pools are of the whole installation. */
    mayChange: (kind: Kind) => (kind === 'node' || kind === 'pool' ? isSystemAdmin : mayWrite),
  }
}
