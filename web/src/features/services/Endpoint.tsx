import { Group } from '@mantine/core'
import type { Pod } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'

/** A pod behind a service. */
export function Endpoint({ pod }: { pod: Pod }) {
  return (
    <Group gap="sm" fz="sm">
      <PhaseBadge phase={pod.status.phase} />
      <ResourceLink kind="pod" name={pod.name} strong />
      <Addresses values={pod.addresses} />
      <span>on <ResourceLink kind="node" name={pod.node} /></span>
    </Group>
  )
}
