import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client'
import { unwrap } from '../api/problem'

const of = (reference: string) => ({ params: { path: { reference } } })

// What stands on a node is read when somebody looks, and not kept: it is as old as its answer.
const fresh = { gcTime: 0, staleTime: 0, retry: false } as const

/** What a node's kernel should hold, by the compiler that its agent runs. */
export const useNodePlan = (node: string, isEnabled = true) =>
  useQuery({ queryKey: ['kernel', 'plan', node] as const, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/nodes/{reference}/plan', { ...of(node), signal })), enabled: isEnabled, ...fresh })

/** What it holds: its agent reads it now. */
export const useNodeState = (node: string, isEnabled = true) =>
  useQuery({ queryKey: ['kernel', 'state', node] as const, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/nodes/{reference}/state', { ...of(node), signal })), enabled: isEnabled, ...fresh })

/** What is missing or too much there. */
export const useNodeDiff = (node: string, isEnabled = true) =>
  useQuery({ queryKey: ['kernel', 'diff', node] as const, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/nodes/{reference}/diff', { ...of(node), signal })), enabled: isEnabled, ...fresh })

/** The rules of its firewall, with their reasons. */
export const useNodeRuleset = (node: string) =>
  useQuery({ queryKey: ['kernel', 'ruleset', node] as const, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/nodes/{reference}/ruleset', { ...of(node), signal })), staleTime: Infinity })
