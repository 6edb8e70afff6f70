import type { Pod, Service } from '../api/types'

/** Whether a service selects a pod: it is of its network and has all labels of its selector. */
export const isBehind = (pod: Pod, { network, project, selector }: Service) =>
  Object.keys(selector).length > 0 && pod.network === network && pod.project === project && Object.entries(selector).every(([key, value]) => pod.labels[key] === value)
