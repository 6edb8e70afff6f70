import type { Culprit } from '../api/types'
import { isKind, kinds } from '../data/kinds'
import { ResourceLink } from './ResourceLink'

/** The resource that stands in the way, as a link where there is a page for it. */
export function CulpritLink({ culprit: { kind, name } }: { culprit: Culprit }) {
  if (!isKind(kind)) return <span>{kind} {name}</span>
  return <span>{kinds[kind].one} <ResourceLink kind={kind} name={name} strong /></span>
}
