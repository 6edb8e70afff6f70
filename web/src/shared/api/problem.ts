import type { Problem } from './types'
import { t } from '../i18n/t'

/** A refusal of the API, or that it could not be reached. */
export class ApiProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's data. Anything else becomes an ApiProblem, so that there is one kind of error to show. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((thrown: unknown) => {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new ApiProblem(unreachable)
  })
  if (response.ok) return data as T
  throw new ApiProblem(isProblem(error) ? error : ofStatus(response.status))
}

export const problemOf = (error: unknown): Problem =>
  error instanceof ApiProblem
    ? error.problem
    : { status: 0, code: 'unexpected', title: t('Something went wrong.'), detail: String(error), type: 'about:blank' }

const unreachable: Problem = {
  status: 0,
  code: 'unreachable',
  title: t('The API can’t be reached.'),
  detail: t('It may be restarting, or the network between it and you is down.'),
  type: 'about:blank',
}

const ofStatus = (status: number): Problem => ({
  status,
  code: 'unexpected',
  title: t('The API gave an unexpected answer.'),
  detail: t('HTTP status {status}.', { status: `${status}` }),
  type: 'about:blank',
})

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value
