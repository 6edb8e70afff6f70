import { Box } from '@mantine/core'
import type { Phase } from '../api/types'
import { Hint } from './Hint'
import classes from './PhaseBadge.module.css'
import { phases } from './phases'

/** A phase as a dot and a word; the colour never stands alone. */
export function PhaseBadge({ phase }: { phase: Phase }) {
  const { label, color, meaning } = phases[phase]
  return (
    <Hint label={meaning} maw={280} openDelay={300}>
      <Box
        component="span"
        className={classes.badge}
        data-phase={phase}
        __vars={{
          '--phase': `var(--mantine-color-${color}-filled)`,
          '--phase-soft': `var(--mantine-color-${color}-light)`,
          '--phase-text': `var(--mantine-color-${color}-light-color)`,
        }}
      >
        <span className={classes.dot} />
        {label}
      </Box>
    </Hint>
  )
}
