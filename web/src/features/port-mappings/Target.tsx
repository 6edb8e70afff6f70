import type { PortMapping } from '../../shared/api/types'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { targetPorts } from './ports'

/** Where a mapping leads. */
export function Target({ mapping }: { mapping: PortMapping }) {
  return <span><ResourceLink kind="pod" name={mapping.pod} /><Mono c="dimmed">:{targetPorts(mapping)}</Mono></span>
}
