import type { Pod } from '../../shared/api/types'

/** Opens a shell in a pod's network, to be run on its node. */
export const enterCommand = (pod: Pod) => `nsenter --net=${pod.status.netnsPath}`
