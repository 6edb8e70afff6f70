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
/** However fast things change, reading a list takes at most half the time. */
const longestRest = 2_000
const eventsKept = 200

/**
 * Keeps the lists current: each event makes its resource be read again and put into its list. An event carries no status
 * beside the phase, and two readers of one resource may overtake each other, so that reads of a kind run one after the other;
 * what comes meanwhile waits and is read together.
 */
export class LiveCache {
  private readonly client: QueryClient
  /** By kind, the ids that changed, each with the last action. */
  private readonly changed = new Map<Kind, Map<string, string>>()
  private readonly busy = new Set<Kind>()
  private arrived: LiveEvent[] = []
  private timer = 0
  private begin = 0
  private isFirst = true

  constructor(client: QueryClient) {
    this.client = client
  }

  /** Lists that are read from now on miss nothing; those that are being read are begun anew. */
  onBegin = (id: number) => {
    this.begin = id
    void this.client.cancelQueries({ queryKey: ['list'] }).then(() => this.client.invalidateQueries({ queryKey: ['list'] }))
  }

  onOpen = () => {
    if (!this.isFirst) void this.client.invalidateQueries({ queryKey: ['list'] })
    this.isFirst = false
    this.schedule()
  }

  onEvent = ({ id, data }: ServerEvent) => {
    const event = JSON.parse(data) as LiveEvent
    this.arrived.push(event)
    if (isKind(event.kind) && Number(id) > this.begin) this.note(event.kind, event)
    this.schedule()
  }

  private note(kind: Kind, { id, action }: LiveEvent) {
    const ids = this.changed.get(kind) ?? new Map<string, string>()
    this.changed.set(kind, ids.set(id, action ?? ''))
  }

  private schedule() {
    if (this.timer === 0) this.timer = window.setTimeout(this.flush, gather)
  }

  private readonly flush = () => {
    this.timer = 0
    this.client.setQueryData<LiveEvent[]>(eventsKey, (before = []) => [...this.arrived.reverse(), ...before].slice(0, eventsKept))
    this.arrived = []
    // A node that went away or came back changes the phase of whatever stands on it, without an event for each.
    if (this.changed.has('node')) {
      this.changed.clear()
      void this.client.invalidateQueries({ queryKey: ['list'] })
    }
    for (const [kind, ids] of this.changed) {
      if (this.busy.has(kind)) continue
      this.changed.delete(kind)
      this.busy.add(kind)
      void this.refresh(kind, ids).finally(() => {
        this.busy.delete(kind)
        if (this.changed.has(kind)) this.schedule()
      })
    }
  }

  private async refresh(kind: Kind, ids: Map<string, string>) {
    const { queryKey } = listOptions(kind)
    // What is being read for the first time is not read anew by being asked for again.
    if (this.client.getQueryState(queryKey)?.data === undefined) await this.client.getQueryCache().find({ queryKey })?.promise?.catch(() => undefined)
    const state = this.client.getQueryState(queryKey)
    if (state === undefined) return
    // A list that is being read may have been read before the event.
    if (ids.size > few || state.fetchStatus === 'fetching' || state.data === undefined) await this.refreshList(kind)
    else for (const [id, action] of ids) await this.refreshOne(kind, id, action)
  }

  private async refreshList(kind: Kind) {
    const started = performance.now()
    await this.client.invalidateQueries({ queryKey: listOptions(kind).queryKey })
    const rest = Math.min(performance.now() - started, longestRest)
    await new Promise((resolve) => setTimeout(resolve, rest))
  }

  private async refreshOne(kind: Kind, id: string, action: string) {
    const { queryKey } = listOptions(kind)
    const now = action === 'delete' ? null : await readOne(kind, id).catch((error: unknown) => (problemOf(error).status === 404 ? null : undefined))
    if (now === undefined) await this.refreshList(kind)
    else this.client.setQueryData<Resource[]>(queryKey, (before) => before && replaced(before, id, now))
  }
}

function replaced<T extends { id: string }>(list: T[], id: string, now: T | null): T[] {
  if (now === null) return list.filter((item) => item.id !== id)
  return list.some((item) => item.id === id) ? list.map((item) => (item.id === id ? now : item)) : [...list, now]
}
