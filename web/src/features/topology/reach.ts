import type { Network, Pod, Service } from '../../shared/api/types'

/** Whom a pod can reach. */
export interface Reach {
  pods: Pod[]
  services: Service[]
  network: Network | null
}

/** All pods and services of its network: networks are kept apart on every node. Null where it has no network of ours. */
export function reachOf(pod: Pod, pods: Pod[], services: Service[], networks: Network[]): Reach | null {
  if (pod.network == null) return null
  const isNear = (each: { network?: string | null; project: string }) => each.network === pod.network && each.project === pod.project
  return {
    pods: pods.filter((other) => other.id !== pod.id && isNear(other)),
    services: services.filter(isNear),
    network: networks.find(({ name, project }) => name === pod.network && project === pod.project) ?? null,
  }
}
