import { ColorSwatch } from '@mantine/core'
import type { Kind, Phase } from '../../shared/api/types'
import { kinds } from '../../shared/data/kinds'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { phases } from '../../shared/ui/phases'
import { numberText } from '../../shared/i18n/numbers'

interface Props {
  kind: Kind
  phase: Phase
  count: number
}

/** A count that leads to what it counts. */
export function PhaseCount({ kind, phase, count }: Props) {
  const { label, color } = phases[phase]
  return (
    <AnchorLink to={kinds[kind].path} search={{ phase }} c="var(--mantine-color-text)" fz="xs" className="swatched">
      <ColorSwatch size={8} withShadow={false} color={`var(--mantine-color-${color}-filled)`} />
      {numberText(count)} {label.toLowerCase()}
    </AnchorLink>
  )
}
