import type { Sign } from '../diff/lines'
import { t } from '../i18n/t'

export interface PlanGroupLook {
  field: 'created' | 'changed' | 'deleted' | 'unchanged'
  sign: Sign
  verb: string
}

/** What can become of a resource of a set, as a plan shows it. */
export const planGroups: PlanGroupLook[] = [
  { field: 'created', sign: '+', verb: t('to create') },
  { field: 'changed', sign: '~', verb: t('to change') },
  { field: 'deleted', sign: '−', verb: t('to delete') },
  { field: 'unchanged', sign: ' ', verb: t('as it is') },
]
