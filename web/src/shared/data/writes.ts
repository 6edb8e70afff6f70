import { api } from '../api/client'
import { unwrap } from '../api/problem'
import type { CreatedKind, Kind, RequestOf, ResourceOf } from '../api/types'

const creations: { [K in CreatedKind]: (body: RequestOf[K]) => Promise<ResourceOf[K]> } = {
  network: (body) => unwrap(api.POST('/api/v1/networks', { body })),
  pod: (body) => unwrap(api.POST('/api/v1/pods', { body })),
  'port-mapping': (body) => unwrap(api.POST('/api/v1/port-mappings', { body })),
  service: (body) => unwrap(api.POST('/api/v1/services', { body })),
  pool: (body) => unwrap(api.POST('/api/v1/pools', { body })),
}

export const createResource = <K extends CreatedKind>(kind: K, body: RequestOf[K]): Promise<ResourceOf[K]> => creations[kind](body)

interface DeleteOptions {
  cascade?: boolean
  dryRun?: boolean
  /** For how long a pod keeps the connections that it has; other kinds know no such thing. */
  gracePeriodSeconds?: number
}

export function deleteResource(kind: Kind, reference: string, options: DeleteOptions): Promise<unknown> {
  const params = { path: { reference }, query: options }
  switch (kind) {
    case 'node':
      return unwrap(api.DELETE('/api/v1/nodes/{reference}', { params }))
    case 'network':
      return unwrap(api.DELETE('/api/v1/networks/{reference}', { params }))
    case 'pod':
      return unwrap(api.DELETE('/api/v1/pods/{reference}', { params }))
    case 'port-mapping':
      return unwrap(api.DELETE('/api/v1/port-mappings/{reference}', { params }))
    case 'service':
      return unwrap(api.DELETE('/api/v1/services/{reference}', { params }))
    case 'pool':
      return unwrap(api.DELETE('/api/v1/pools/{reference}', { params }))
  }
}

/** Changes a resource by a merge patch, unless somebody else has since the given revision. */
export function patchResource(kind: Kind, reference: string, revision: number, body: object): Promise<unknown> {
  const params = { path: { reference }, header: ifMatch(revision) }
  switch (kind) {
    case 'node':
      return unwrap(api.PATCH('/api/v1/nodes/{reference}', { params, body }))
    case 'network':
      return unwrap(api.PATCH('/api/v1/networks/{reference}', { params, body }))
    case 'pod':
      return unwrap(api.PATCH('/api/v1/pods/{reference}', { params, body }))
    case 'port-mapping':
      return unwrap(api.PATCH('/api/v1/port-mappings/{reference}', { params, body }))
    case 'service':
      return unwrap(api.PATCH('/api/v1/services/{reference}', { params, body }))
    case 'pool':
      return unwrap(api.PATCH('/api/v1/pools/{reference}', { params, body }))
  }
}

/** The version that a change is meant for. */
export const ifMatch = (revision: number) => ({ 'If-Match': `"${revision}"` })
