import { problemOf } from '../api/problem'
import type { FieldProblem } from '../api/types'

interface FormErrors {
  /** What each input shows. */
  inputs: Record<string, string>
  /** What no input shows. */
  others: FieldProblem[]
}

/** Shares a refusal out among the inputs of a form: `ports[0].port` belongs to `ports.0.port` where there is that, else to `ports`. */
export function fieldErrors(error: unknown, fields: readonly string[]): FormErrors {
  const { code, detail, errors } = problemOf(error)
  const problems = errors ?? [{ field: '', code, message: detail }]
  const inputs: Record<string, string> = {}
  const others: FieldProblem[] = []
  for (const problem of problems) {
    const path = problem.field.replace(/\[(\d+)\]/g, '.$1')
    const field = [path, path.split('.', 1)[0] ?? ''].find((each) => fields.includes(each))
    if (field === undefined) others.push(problem)
    else inputs[field] = field in inputs ? `${inputs[field] ?? ''} ${problem.message}` : problem.message
  }
  return { inputs, others }
}

/** The inputs of a form by its values: those of rows and of groups, too. */
export const pathsOf = (values: object, prefix = ''): string[] =>
  Object.entries(values).flatMap(([key, value]) => [
    prefix + key,
    ...(typeof value === 'object' && value !== null && !(Array.isArray(value) && value.some((item) => typeof item === 'string')) ? pathsOf(value as object, `${prefix}${key}.`) : []),
  ])
