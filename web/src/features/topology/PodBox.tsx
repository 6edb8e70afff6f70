import type { Pod } from '../../shared/api/types'
import { useSelection } from './selection'
import classes from './Topology.module.css'
import type { Detail } from './useDetail'

interface Props {
  pod: Pod
  detail: Detail
  /** A square, with its name as title alone. */
  isDot: boolean
}

/** A pod, to be selected; near by with its interface. */
export function PodBox({ pod: { id, name, addresses, status }, detail, isDot }: Props) {
  const { pod: selected, reached, select } = useSelection()
  const state = reached === null ? undefined : reached.has(id) ? 'reached' : 'beyond'
  return (
    <button
      type="button"
      className={`${(isDot ? classes.dot : classes.pod) ?? ''} nodrag`}
      title={`${name} ${addresses.join(' ')}`}
      aria-label={name}
      aria-pressed={selected === id}
      data-state={state}
      data-phase={status.phase}
      onClick={() => { select(selected === id ? null : id) }}
    >
      {!isDot && <span className={classes.name}>{name}</span>}
      {!isDot && detail === 'interfaces' && <span className={classes.interface}>{status.interface ?? '–'} {addresses[0] ?? ''}</span>}
    </button>
  )
}
