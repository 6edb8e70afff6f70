import type { ReactNode } from 'react'
import classes from './DiffView.module.css'
import type { Sign } from './lines'

/** A word in the colour of its sign. */
export function SignBadge({ sign, children }: { sign: Sign; children: ReactNode }) {
  return <span className={classes.badge} data-sign={sign}>{children}</span>
}
