import { useSyncExternalStore } from 'react'

/** Who is signed in, and what they look at. Both live as long as the browser's tab. */
interface Session {
  token: string | null
  /** The project that all is about; null for the token's own, or all of them. */
  project: string | null
  /** Why the last session ended without the user's doing; null where it did not. */
  endedBecause: string | null
}

const keys = { token: 'netaas-token', project: 'netaas-project' }
const listeners = new Set<() => void>()
let session: Session = { token: sessionStorage.getItem(keys.token), project: sessionStorage.getItem(keys.project), endedBecause: null }

export const currentToken = () => session.token

export const currentProject = () => session.project

export function signIn(token: string) {
  change({ token, project: null, endedBecause: null })
}

export function signOut(because: string | null = null) {
  if (session.token === null) return
  change({ token: null, project: null, endedBecause: because })
}

/** Makes everything be about one project, or about all. */
export function chooseProject(project: string | null) {
  change({ ...session, project })
}

export function onSessionChange(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = () => useSyncExternalStore(onSessionChange, () => session)

function change(next: Session) {
  session = next
  for (const part of ['token', 'project'] as const) {
    const value = next[part]
    if (value === null) sessionStorage.removeItem(keys[part])
    else sessionStorage.setItem(keys[part], value)
  }
  for (const listener of listeners) listener()
}
