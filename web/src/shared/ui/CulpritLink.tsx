import type { Culprit } from '../api/types'
import { currentProject } from '../api/session'
import { isKind, kinds, kindText } from '../data/kinds'
import { ResourceLink } from './ResourceLink'
import { t } from '../i18n/t'

/** The resource that stands in the way, as a link where there is a page for it. */
export function CulpritLink({ culprit: { kind, id, name } }: { culprit: Culprit }) {
  if (!isKind(kind)) return <span>{kindText(kind)} {name}</span>
  return <span>{t(kinds[kind].one)} <ResourceLink kind={kind} name={name} {...(currentProject() === null ? { reference: id } : {})} strong /></span>
}
