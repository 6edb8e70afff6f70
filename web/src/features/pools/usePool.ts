import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Network, Pool, Service } from '../../shared/api/types'
import { contains, rangeOf } from '../../shared/cidr/cidr'
import { byName } from '../../shared/data/order'
import { useList } from '../../shared/data/queries'

/** The ranges held in a pool. */
export const useReservations = ({ id }: Pool) =>
  useQuery({
    queryKey: ['list', 'reservation', id] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/pools/{pool}/reservations', { params: { path: { pool: id }, query: { limit: 1000 } }, signal })),
  })

/** What would be cut next; undefined where nothing is left. */
export const useNext = ({ id }: Pool) =>
  useQuery({
    queryKey: ['list', 'next', id] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/pools/{pool}/next', { params: { path: { pool: id } }, signal })),
    retry: false,
  }).data?.cidr

/** What stands in a pool's range: networks, or services with their load-balancer addresses. */
export function useStanding(pool: Pool): (Network | Service)[] {
  const networks = useList('network').data ?? []
  const services = useList('service').data ?? []
  const space = rangeOf(pool.cidr)
  const isInside = (cidr: string) => { const range = rangeOf(cidr); return space !== null && range !== null && contains(space, range) }
  if (pool.purpose === 'external') return services.filter(({ loadBalancerIps }) => loadBalancerIps.some(isInside)).toSorted(byName)
  return networks.filter(({ podCidrs, serviceCidrs }) => (pool.purpose === 'pods' ? podCidrs : serviceCidrs).some(isInside)).toSorted(byName)
}
