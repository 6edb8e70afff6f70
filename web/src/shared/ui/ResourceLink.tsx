import type { MouseEvent } from 'react'
import type { Kind } from '../api/types'
import { kinds } from '../data/kinds'
import { AnchorLink } from './AnchorLink'

interface Props {
  kind: Kind
  name: string
  strong?: boolean
  /** From the kind's own list: the list keeps its filter, order and page. */
  isInList?: boolean
}

/** A resource's name that leads to it. */
export function ResourceLink({ kind, name, strong = false, isInList = false }: Props) {
  return (
    <AnchorLink
      to={kinds[kind].item}
      params={{ name }}
      search={isInList ? true : {}}
      fw={strong ? 600 : undefined}
      inherit
      onClick={(event: MouseEvent) => { event.stopPropagation() }}
    >
      {name}
    </AnchorLink>
  )
}
