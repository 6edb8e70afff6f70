import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { problemOf, unwrap } from '../../shared/api/problem'
import type { ApplyResult } from '../../shared/api/types'
import { type LineProblem, type Manifest, readManifest } from './manifest'

interface Tried {
  text: string
  result: ApplyResult
}

/** Plans a text and applies it; what is wrong with it has its lines. */
export function useApply() {
  const client = useQueryClient()
  const plan = useMutation({ mutationFn: (text: string) => send(text, true) })
  const apply = useMutation({
    mutationFn: (text: string) => send(text, false),
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  const tried = apply.error === null ? plan : apply
  return {
    plan,
    apply,
    problems: tried.error === null ? [] : problemsOf(tried.error, readManifest(tried.variables)),
    reset: () => {
      plan.reset()
      apply.reset()
    },
  }
}

class UnreadableText extends Error {}

async function send(text: string, dryRun: boolean): Promise<Tried> {
  const { resources, prune, problems } = readManifest(text)
  if (problems.length > 0) throw new UnreadableText()
  const body = { resources, ...(prune === null ? {} : { prune }) }
  return { text, result: await unwrap(api.POST('/api/v1/apply', { params: { query: { dryRun } }, body })) }
}

function problemsOf(error: Error, manifest: Manifest): LineProblem[] {
  if (error instanceof UnreadableText) return manifest.problems
  const { errors, detail } = problemOf(error)
  return errors?.map(({ field, message }) => ({ line: manifest.lineOf(field), message })) ?? [{ line: null, message: detail }]
}
