import { useSyncExternalStore } from 'react'

/** How the live stream stands. */
export interface Connection {
  state: 'connecting' | 'live' | 'away'
  /** Since when, in milliseconds of the epoch. */
  since: number
}

const listeners = new Set<() => void>()
let connection: Connection = { state: 'connecting', since: Date.now() }

export function setConnection(state: Connection['state']) {
  if (connection.state === state) return
  connection = { state, since: Date.now() }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useConnection = () => useSyncExternalStore(subscribe, () => connection)
