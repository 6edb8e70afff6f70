import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setConnection } from './connection'
import { followEvents } from './eventStream'
import { LiveCache } from './liveCache'

/** Keeps the lists current as long as somebody is signed in. */
export function useLive(token: string | null, project: string | null) {
  const client = useQueryClient()
  useEffect(() => {
    if (token === null) return
    const end = new AbortController()
    setConnection('connecting')
    void followEvents({ token, project }, new LiveCache(client), end.signal)
    return () => { end.abort() }
  }, [client, token, project])
}
