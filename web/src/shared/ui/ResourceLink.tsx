import type { MouseEvent } from 'react'
import type { Kind } from '../api/types'
import { kinds } from '../data/kinds'
import { AnchorLink } from './AnchorLink'

interface Props {
  kind: Kind
  name: string
  strong?: boolean
}

/** A resource's name that leads to it. */
export function ResourceLink({ kind, name, strong = false }: Props) {
  return (
    <AnchorLink
      to={kinds[kind].item}
      params={{ name }}
      fw={strong ? 600 : undefined}
      inherit
      onClick={(event: MouseEvent) => { event.stopPropagation() }}
    >
      {name}
    </AnchorLink>
  )
}
