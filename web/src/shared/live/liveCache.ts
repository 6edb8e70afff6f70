import type { QueryClient } from '@tanstack/react-query'
import { problemOf } from '../api/problem'
import type { Kind, LiveEvent, Resource } from '../api/types'
import { isKind } from '../data/kinds'
import { eventsKey, listOptions } from '../data/queries'
import { readOne } from '../data/resources'
import type { ServerEvent } from './sse'

/** Events of one moment are answered together. */
const gather = 80
/** More resources of a kind at once are cheaper read as a list. */
const few = 8
const eventsKept = 200

/**
 * Keeps the lists current: each event makes its resource be read again and put into its list. An event carries no status
 * beside the phase, and two readers of one resource may overtake each other, so that reads of a kind run one after the other.
 */
export class LiveCache {
  private readonly client: QueryClient
  private readonly changed = new Map<Kind, Map<string, string>>()
  private readonly busy = new Map<Kind, Promise<void>>()
  private arrived: LiveEvent[] = []
  private timer = 0

  constructor(client: QueryClient) {
    this.client = client
  }

  onOpen = () => {
    void this.client.invalidateQueries({ queryKey: ['list'] })
    this.schedule()
  }

  onEvent = ({ data }: ServerEvent) => {
    const event = JSON.parse(data) as LiveEvent
    this.arrived.push(event)
    if (isKind(event.kind)) this.note(event.kind, event)
    this.schedule()
  }

  private schedule() {
    if (this.timer === 0) this.timer = window.setTimeout(this.flush, gather)
  }

  private note(kind: Kind, event: LiveEvent) {
    const ids = this.changed.get(kind) ?? new Map<string, string>()
    ids.set(event.id, event.action ?? '')
    this.changed.set(kind, ids)
  }

  private flush = () => {
    this.timer = 0
    this.client.setQueryData<LiveEvent[]>(eventsKey, (before = []) => [...this.arrived.reverse(), ...before].slice(0, eventsKept))
    this.arrived = []
    // A node that went away or came back changes the phase of whatever stands on it, without an event for each.
    if (this.changed.has('node')) {
      this.changed.clear()
      void this.client.invalidateQueries({ queryKey: ['list'] })
      return
    }
    for (const [kind, ids] of this.changed)
      this.busy.set(kind, (this.busy.get(kind) ?? Promise.resolve()).then(() => this.patch(kind, ids)))
    this.changed.clear()
  }

  private async patch(kind: Kind, ids: Map<string, string>) {
    const { queryKey } = listOptions(kind)
    const state = this.client.getQueryState(queryKey)
    if (state === undefined) return
    // A list that is being read may have been read before the event.
    if (ids.size > few || state.fetchStatus === 'fetching' || state.data === undefined) {
      await this.client.invalidateQueries({ queryKey })
      return
    }
    for (const [id, action] of ids) {
      const now = action === 'delete' ? null : await readOne(kind, id).catch((error: unknown) => problemOf(error).status === 404 ? null : undefined)
      if (now === undefined) await this.client.invalidateQueries({ queryKey })
      else this.client.setQueryData<Resource[]>(queryKey, (before) => before && replaced(before, id, now))
    }
  }
}

function replaced<T extends { id: string }>(list: T[], id: string, now: T | null): T[] {
  if (now === null) return list.filter((item) => item.id !== id)
  return list.some((item) => item.id === id) ? list.map((item) => (item.id === id ? now : item)) : [...list, now]
}
