import type { Kind } from '../api/types'
import { t } from '../i18n/t'

/** How the page names a kind, and where it shows it. */
export interface KindNames {
  one: 'node' | 'network' | 'pod' | 'service' | 'port mapping' | 'pool'
  many: 'nodes' | 'networks' | 'pods' | 'services' | 'port mappings' | 'pools'
  count: '{count|# node|# nodes}' | '{count|# network|# networks}' | '{count|# pod|# pods}' | '{count|# service|# services}' | '{count|# port mapping|# port mappings}' | '{count|# pool|# pools}'
  /** The list's route. */
  path: '/nodes' | '/networks' | '/pods' | '/port-mappings' | '/services' | '/pools'
  /** The route of one. */
  item: '/nodes/$name' | '/networks/$name' | '/pods/$name' | '/port-mappings/$name' | '/services/$name' | '/pools/$name'
}

export const kinds: Record<Kind, KindNames> = {
  node: { one: 'node', many: 'nodes', count: '{count|# node|# nodes}', path: '/nodes', item: '/nodes/$name' },
  network: { one: 'network', many: 'networks', count: '{count|# network|# networks}', path: '/networks', item: '/networks/$name' },
  pod: { one: 'pod', many: 'pods', count: '{count|# pod|# pods}', path: '/pods', item: '/pods/$name' },
  service: { one: 'service', many: 'services', count: '{count|# service|# services}', path: '/services', item: '/services/$name' },
  'port-mapping': { one: 'port mapping', many: 'port mappings', count: '{count|# port mapping|# port mappings}', path: '/port-mappings', item: '/port-mappings/$name' },
  pool: { one: 'pool', many: 'pools', count: '{count|# pool|# pools}', path: '/pools', item: '/pools/$name' },
}

export const allKinds = Object.keys(kinds) as Kind[]

export const isKind = (text: string): text is Kind => text in kinds

/** `3 pods`, `1 pod` */
export const counted = (count: number, kind: Kind) => t(kinds[kind].count, { count })

/** What has no page of its own, but a history. */
const others: Record<string, string> = { reservation: t('reservation'), project: t('project'), token: t('token') }

/** A kind as the API names it, in the user's words. */
export const kindText = (kind: string) => (isKind(kind) ? t(kinds[kind].one) : others[kind] ?? kind)
