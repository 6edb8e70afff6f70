import { useSyncExternalStore } from 'react'

/** Who is signed in. The token lives as long as the browser's tab. */
interface Session {
  token: string | null
  /** Why the last session ended without the user's doing; null where it did not. */
  endedBecause: string | null
}

const key = 'netaas-token'
const listeners = new Set<() => void>()
let session: Session = { token: sessionStorage.getItem(key), endedBecause: null }

export const currentToken = () => session.token

export function signIn(token: string) {
  sessionStorage.setItem(key, token)
  change({ token, endedBecause: null })
}

export function signOut(because: string | null = null) {
  if (session.token === null) return
  sessionStorage.removeItem(key)
  change({ token: null, endedBecause: because })
}

export function onSessionChange(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = () => useSyncExternalStore(onSessionChange, () => session)

function change(next: Session) {
  session = next
  for (const listener of listeners) listener()
}
