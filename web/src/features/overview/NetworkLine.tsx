import type { Network } from '../../shared/api/types'
import { counted } from '../../shared/data/kinds'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import classes from './NetworkLine.module.css'

interface Props {
  network: Network
  pods: number
}

/** A network at a glance. */
export function NetworkLine({ network, pods }: Props) {
  return (
    <div className={classes.line}>
      <ResourceLink kind="network" name={network.name} project={network.project} strong />
      <Mono c="dimmed" truncate>{network.podCidrs.join(', ')}</Mono>
      <span>{counted(pods, 'pod')}</span>
      <NodeTally {...network.status.nodes} />
      <PhaseBadge phase={network.status.phase} />
    </div>
  )
}
