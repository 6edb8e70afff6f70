import type { Kind } from '../api/types'

/** How the page names a kind, and where it shows it. */
interface KindNames {
  one: string
  many: string
  /** The list's route. */
  path: '/nodes' | '/networks' | '/pods' | '/port-mappings' | '/services'
  /** The route of one. */
  item: '/nodes/$name' | '/networks/$name' | '/pods/$name' | '/port-mappings/$name' | '/services/$name'
}

export const kinds: Record<Kind, KindNames> = {
  node: { one: 'node', many: 'nodes', path: '/nodes', item: '/nodes/$name' },
  network: { one: 'network', many: 'networks', path: '/networks', item: '/networks/$name' },
  pod: { one: 'pod', many: 'pods', path: '/pods', item: '/pods/$name' },
  service: { one: 'service', many: 'services', path: '/services', item: '/services/$name' },
  'port-mapping': { one: 'port mapping', many: 'port mappings', path: '/port-mappings', item: '/port-mappings/$name' },
}

export const allKinds = Object.keys(kinds) as Kind[]

export const isKind = (text: string): text is Kind => text in kinds

/** `3 pods`, `1 pod` */
export const counted = (count: number, kind: Kind) => `${count} ${count === 1 ? kinds[kind].one : kinds[kind].many}`
