import type { MouseEvent } from 'react'
import type { Kind } from '../api/types'
import { kinds } from '../data/kinds'
import { projectSearch } from '../data/scope'
import { inList, type ListSearch } from '../list/listSearch'
import { AnchorLink } from './AnchorLink'

interface Props {
  kind: Kind
  name: string
  /** Whose it is; absent for what belongs to no project. */
  project?: string | null | undefined
  /** What stands for it in the address bar; its name if absent. */
  reference?: string
  strong?: boolean
  /** From the kind's own list: the list keeps its filter, order and page. */
  isInList?: boolean
}

/** A resource's name that leads to it. */
export function ResourceLink({ kind, name, project, reference = name, strong = false, isInList = false }: Props) {
  return (
    <AnchorLink
      to={kinds[kind].item}
      params={{ name: reference }}
      search={isInList ? (now: ListSearch) => inList(now, project) : projectSearch(project)}
      fw={strong ? 600 : undefined}
      inherit
      onClick={(event: MouseEvent) => { event.stopPropagation() }}
    >
      {name}
    </AnchorLink>
  )
}
