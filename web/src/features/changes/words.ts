import type { Change } from '../../shared/api/types'
import type { Sign } from '../../shared/diff/lines'
import { t } from '../../shared/i18n/t'

interface ActionLook {
  label: string
  sign: Sign
}

const looks: Record<string, ActionLook> = {
  create: { label: t('created'), sign: '+' },
  update: { label: t('changed'), sign: '~' },
  delete: { label: t('deleted'), sign: '−' },
}

export const lookOf = ({ action }: Change): ActionLook => looks[action] ?? { label: action, sign: ' ' }

/** The fields in which an update differs from what was. */
export function changedFields({ before, after }: Change): string[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)]
  if (from === null || to === null) return []
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]))
}

const fieldsOf = (value: unknown) => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : null)

/** The kinds that have a history. */
export const historicKinds = ['network', 'pod', 'service', 'port-mapping', 'node', 'pool', 'reservation', 'project', 'token']
