import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Phase } from '../api/types'
import { projectSearch } from '../data/scope'
import { isPhase } from '../ui/phases'

/** What the address bar says of a list. Absent: the default. */
export interface ListSearch {
  q?: string
  phase?: Phase
  /** A column, with a minus before it for descending. */
  sort?: string
  page?: number
  /** The form for a new one is open. */
  create?: true
  /** The form that changes the open resource is open. */
  edit?: true
  /** Which view of the open resource is shown; its summary where absent. */
  tab?: string
  /** The block of a network whose addresses are shown. */
  block?: string
  /** Whose the open resource is, where its name alone doesn't say. */
  project?: string
  /** What the form for a new network begins with, lists with commas between. */
  podCidrs?: string
  serviceCidrs?: string
  blocks?: string
}

export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const page = Number(search.page)
  return {
    ...(typeof search.q === 'string' && search.q !== '' ? { q: search.q } : {}),
    ...(isPhase(search.phase) ? { phase: search.phase } : {}),
    ...(typeof search.sort === 'string' ? { sort: search.sort } : {}),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
    ...(isYes(search.create) ? { create: true } : {}),
    ...(isYes(search.edit) ? { edit: true } : {}),
    ...text('tab', search.tab),
    ...text('block', search.block),
    ...text('project', search.project),
    ...text('podCidrs', search.podCidrs),
    ...text('serviceCidrs', search.serviceCidrs),
    ...text('blocks', search.blocks),
  }
}

const text = (key: string, value: unknown) => (typeof value === 'string' && value !== '' ? { [key]: value } : {})

// A text where it comes from the address bar.
const isYes = (value: unknown) => value === true || value === 'true'

/** What a list's address bar says when one of its resources is opened: the list stays as it is. */
export function inList(now: ListSearch, project: string | null | undefined): ListSearch {
  const list = { ...now }
  delete list.project
  return { ...list, ...projectSearch(project) }
}

/** The list's part of the address bar, and a way to change it. Undefined clears. */
export function useListSearch(): [ListSearch, (change: { [K in keyof ListSearch]: ListSearch[K] | undefined }) => void] {
  const search: ListSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  return [search, (change) => {
    // To what it says by then: the page may not be drawn yet as of the change before.
    void navigate({ to: '.', search: (now: object) => Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined)), replace: true })
  }]
}
