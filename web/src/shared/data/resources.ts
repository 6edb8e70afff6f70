import { api } from '../api/client'
import { unwrap } from '../api/problem'
import type { Kind, ResourceOf } from '../api/types'
import { isSame } from './isSame'

interface Page<T> {
  items: T[]
  nextCursor?: string | null
}

interface Reads<T> {
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>
  one: (reference: string) => Promise<T>
}

const limit = 1000
const query = (cursor: string | undefined) => (cursor === undefined ? { limit } : { limit, cursor })

const reads: { [K in Kind]: Reads<ResourceOf[K]> } = {
  node: {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/nodes', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/nodes/{reference}', { params: { path: { reference } } })),
  },
  network: {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/networks', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/networks/{reference}', { params: { path: { reference } } })),
  },
  pod: {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/pods', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/pods/{reference}', { params: { path: { reference } } })),
  },
  'port-mapping': {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/port-mappings', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/port-mappings/{reference}', { params: { path: { reference } } })),
  },
  service: {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/services', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/services/{reference}', { params: { path: { reference } } })),
  },
  pool: {
    page: (cursor, signal) => unwrap(api.GET('/api/v1/pools', { params: { query: query(cursor) }, signal })),
    one: (reference) => unwrap(api.GET('/api/v1/pools/{reference}', { params: { path: { reference } } })),
  },
}

/**
 * All resources of a kind, page after page. What says the same as before is the same object, so that nothing is drawn again for
 * it; told by page, as comparing thousands at once would keep the browser from all else.
 */
export async function readAll<K extends Kind>(kind: K, signal: AbortSignal, before: ResourceOf[K][] = []): Promise<ResourceOf[K][]> {
  const known = new Map(before.map((resource) => [resource.id, resource]))
  const all: ResourceOf[K][] = []
  let cursor: string | undefined
  do {
    const page = await reads[kind].page(cursor, signal)
    for (const resource of page.items) {
      const old = known.get(resource.id)
      all.push(old !== undefined && isSame(old, resource) ? old : resource)
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return all.length === before.length && all.every((resource, index) => resource === before[index]) ? before : all
}

export const readOne = <K extends Kind>(kind: K, reference: string): Promise<ResourceOf[K]> => reads[kind].one(reference)
