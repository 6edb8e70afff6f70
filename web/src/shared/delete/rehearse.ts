import { problemOf } from '../api/problem'
import type { Kind, Problem } from '../api/types'
import { deleteResource } from '../data/writes'

export const isDependents = (problem: Problem) => problem.code === 'hasDependents'

/** The refusal that names the dependents, or null where nothing depends on it. */
export async function rehearse(kind: Kind, reference: string): Promise<Problem | null> {
  try {
    await deleteResource(kind, reference, { dryRun: true })
    return null
  } catch (error) {
    const problem = problemOf(error)
    if (isDependents(problem)) return problem
    throw error
  }
}
