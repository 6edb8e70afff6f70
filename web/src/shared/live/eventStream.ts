import { refuse } from '../api/client'
import { setConnection } from './connection'
import { SseParser, type ServerEvent } from './sse'

/** The API sends something every 5 s; a longer silence is a dead connection. */
const silence = 12_000
const firstDelay = 400
const longestDelay = 8_000
/** How many events of the past the first connection asks for. */
const backlog = 100

export interface StreamListener {
  /** The stream begins after this event; what is told of events up to it is their past. */
  onBegin: (id: number) => void
  /** A connection stands; what was read before it may have missed something, where it is not the first. */
  onOpen: () => void
  onEvent: (event: ServerEvent) => void
}

/** Whose events, and of which project; null for all that the token may see. */
interface StreamOf {
  token: string
  project: string | null
}

/**
 * Follows `GET /api/v1/events` until the signal ends it, and resumes after the last event seen. EventSource would do most of
 * this, but sends no Authorization header.
 */
export async function followEvents({ token, project }: StreamOf, listener: StreamListener, signal: AbortSignal) {
  const stream = new EventStream({ token, project }, listener, signal)
  let delay = firstDelay
  while (!signal.aborted) {
    const wasOpen = await stream.read()
    if (isAborted(signal)) return
    if (stream.shouldRewind) continue
    setConnection('away')
    delay = wasOpen ? firstDelay : Math.min(delay * 2, longestDelay)
    await pause(delay * (0.75 + Math.random() / 2), signal)
  }
}

// A function, as the compiler takes the loop's condition for still true after an await.
const isAborted = (signal: AbortSignal) => signal.aborted

class EventStream {
  private readonly token: string
  private readonly project: string | null
  private readonly listener: StreamListener
  private readonly signal: AbortSignal
  private lastId: string | null = null
  shouldRewind = false

  constructor({ token, project }: StreamOf, listener: StreamListener, signal: AbortSignal) {
    this.token = token
    this.project = project
    this.listener = listener
    this.signal = signal
  }

  /** Reads one connection to its end; says whether it was open at all. */
  async read(): Promise<boolean> {
    this.shouldRewind = false
    const watchdog = new Watchdog(this.signal)
    const authorization = `Bearer ${this.token}`
    const headers = { Authorization: authorization, ...(this.lastId === null ? {} : { 'Last-Event-ID': this.lastId }) }
    let isOpen = false
    try {
      const response = await fetch(`/api/v1/events${this.project === null ? '' : `?project=${encodeURIComponent(this.project)}`}`, { headers, signal: watchdog.signal, cache: 'no-store' })
      if (response.status === 401) refuse(authorization)
      if (!response.ok || response.body === null) return false
      const parser = new SseParser()
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        watchdog.feed()
        isOpen = true
        for (const event of parser.push(text)) if (this.take(event) === 'rewind') return true
      }
    } catch {
      // The connection broke or fell silent: the caller tries again.
    } finally {
      watchdog.end()
    }
    return isOpen
  }

  private take(event: ServerEvent): 'rewind' | 'go on' {
    const isFirst = this.lastId === null
    this.lastId = event.id ?? this.lastId
    if (event.type !== 'hello') {
      this.listener.onEvent(event)
    } else if (isFirst) {
      this.listener.onBegin(Number(event.id))
      this.lastId = String(Math.max(0, Number(event.id) - backlog))
      this.shouldRewind = true
      return 'rewind'
    } else {
      setConnection('live')
      this.listener.onOpen()
    }
    return 'go on'
  }
}

/** Aborts a connection that has been silent for too long, or whose network the browser says is gone. */
class Watchdog {
  private readonly controller = new AbortController()
  private timer = 0
  readonly signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.controller.signal])
    window.addEventListener('offline', this.abort)
    this.feed()
  }

  feed() {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(this.abort, silence)
  }

  end() {
    clearTimeout(this.timer)
    window.removeEventListener('offline', this.abort)
    this.abort()
  }

  private readonly abort = () => {
    this.controller.abort()
  }
}

/** Waits, but not longer than until the browser says that the network is back. */
function pause(milliseconds: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
