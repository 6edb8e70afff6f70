import { useSyncExternalStore } from 'react'

const tick = 1_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer = 0

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (timer === 0)
    timer = window.setInterval(() => {
      now = Date.now()
      for (const each of listeners) each()
    }, tick)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = 0
  }
}

/** The time, once a second, for all that shows an age. */
export const useNow = () => useSyncExternalStore(subscribe, () => now)
