import type { PortMapping } from '../../shared/api/types'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { targetPorts } from './ports'

/** Where a mapping leads. */
export function Target({ mapping }: { mapping: PortMapping }) {
  const [kind, name] = mapping.service == null ? ['pod' as const, mapping.pod ?? ''] : ['service' as const, mapping.service]
  return <span><ResourceLink kind={kind} name={name} project={mapping.project} /><Mono c="dimmed">:{targetPorts(mapping)}</Mono></span>
}
