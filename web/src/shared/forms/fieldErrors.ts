import { problemOf } from '../api/problem'
import type { FieldProblem } from '../api/types'

interface FormErrors {
  /** What each input shows. */
  inputs: Record<string, string>
  /** What no input shows. */
  others: FieldProblem[]
}

/** Shares a refusal out among the inputs of a form: `podCidrs[0]` belongs to `podCidrs`. */
export function fieldErrors(error: unknown, fields: readonly string[]): FormErrors {
  const { code, detail, errors } = problemOf(error)
  const problems = errors ?? [{ field: '', code, message: detail }]
  const inputs: Record<string, string> = {}
  const others: FieldProblem[] = []
  for (const problem of problems) {
    const field = problem.field.split(/[.[]/, 1)[0] ?? ''
    if (!fields.includes(field)) others.push(problem)
    else inputs[field] = field in inputs ? `${inputs[field] ?? ''} ${problem.message}` : problem.message
  }
  return { inputs, others }
}
