import type { Pod } from '../../shared/api/types'

/** The objects of a node's plan that are there for a pod: those that name its namespace, its MAC or one of its addresses. */
export function podObjects(pod: Pod, objects: string[]): string[] {
  const marks = [pod.status.netnsPath, pod.mac, ...pod.addresses].filter((mark): mark is string => mark != null && mark !== '')
  const patterns = marks.map((mark) => new RegExp(`(^|[^\\w.:])${mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w:]|\\.\\d)`))
  return objects.filter((text) => patterns.some((pattern) => pattern.test(text)))
}
