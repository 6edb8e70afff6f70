import type { Sign } from '../diff/lines'

export interface PlanGroupLook {
  field: 'created' | 'changed' | 'deleted' | 'unchanged'
  sign: Sign
  verb: string
}

/** What can become of a resource of a set, as a plan shows it. */
export const planGroups: PlanGroupLook[] = [
  { field: 'created', sign: '+', verb: 'to create' },
  { field: 'changed', sign: '~', verb: 'to change' },
  { field: 'deleted', sign: '−', verb: 'to delete' },
  { field: 'unchanged', sign: ' ', verb: 'as it is' },
]
