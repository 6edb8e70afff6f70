import type { Pod } from '../../shared/api/types'
import { Mono } from '../../shared/ui/Mono'

/** Who asked for a pod: the API, or a runtime on its node for a container. */
export function PodOrigin({ pod }: { pod: Pod }) {
  if (pod.source == null) return 'the API'
  return <>{pod.source.runtime}, container <Mono>{pod.source.containerId}</Mono></>
}
