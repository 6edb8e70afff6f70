import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Kind } from '../../shared/api/types'
import { type Range, rangeOf } from '../../shared/cidr/cidr'
import { useList } from '../../shared/data/queries'
import { t } from '../../shared/i18n/t'

/** A range that somebody has, and who. */
export interface Taken extends Range {
  what: string
  kind: Kind | null
  owner: string
  /** Whose a network is. */
  project: string | null
}

/** All ranges that a plan keeps clear of. */
export function useTaken(): Taken[] {
  const networks = useList('network').data ?? []
  const nodes = useList('node').data ?? []
  const reservations = useReservations()
  const taken = [
    ...networks.flatMap(({ name, project, podCidrs, serviceCidrs }) => [
      ...podCidrs.map((cidr) => of(cidr, t('pods of'), 'network', name, project)),
      ...serviceCidrs.map((cidr) => of(cidr, t('services of'), 'network', name, project)),
    ]),
    ...nodes.flatMap(({ name, underlayAddresses, status }) =>
      [...(underlayAddresses ?? []), ...(status.hostRoutes ?? [])].filter((cidr) => !cidr.endsWith('/0')).map((cidr) => of(cidr, t('route of'), 'node', name))),
    ...reservations.map(({ cidr, note }) => of(cidr, t('reserved'), null, note)),
  ].filter((each) => each !== null)
  // Many nodes reach the same subnets.
  return [...new Map(taken.map((each) => [`${each.first}/${each.prefixLength}/${each.kind === 'node' ? 'node' : each.owner} ${each.project ?? ''}`, each])).values()]
}

function useReservations() {
  const { data } = useQuery({
    queryKey: ['list', 'reservation'] as const,
    queryFn: async ({ signal }) => {
      const pools = await unwrap(api.GET('/api/v1/pools', { signal }))
      const lists = await Promise.all(pools.items.map(({ name }) => unwrap(api.GET('/api/v1/pools/{pool}/reservations', { params: { path: { pool: name } }, signal }))))
      return lists.flatMap(({ items }) => items)
    },
  })
  return data ?? []
}

function of(cidr: string, what: string, kind: Kind | null, owner: string, project: string | null = null): Taken | null {
  const range = rangeOf(cidr)
  return range && { ...range, what, kind, owner, project }
}
