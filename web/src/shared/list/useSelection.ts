import { useCallback, useState } from 'react'
import type { Resource } from '../api/types'

/** Which of a list's resources are selected; those that are gone are no longer. */
export function useSelection<T extends Resource>(resources: T[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const selected = ids.size === 0 ? [] : resources.filter(({ id }) => ids.has(id))
  const select = useCallback((some: T[], isSelected: boolean) => {
    setIds((before) => {
      const next = new Set(before)
      for (const { id } of some)
        if (isSelected) next.add(id)
        else next.delete(id)
      return next
    })
  }, [])
  return { has: (id: string) => ids.has(id), selected, select, clear: () => { setIds(new Set()) } }
}
