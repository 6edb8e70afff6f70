import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setConnection } from './connection'
import { followEvents } from './eventStream'
import { LiveCache } from './liveCache'

/** Keeps the lists current as long as somebody is signed in; begun before they are read, so that their reading misses nothing. */
export function useLive(client: QueryClient, token: string | null, project: string | null) {
  useEffect(() => {
    if (token === null) return
    const end = new AbortController()
    setConnection('connecting')
    void followEvents({ token, project }, new LiveCache(client), end.signal)
    return () => { end.abort() }
  }, [client, token, project])
}
