import { createContext, useContext } from 'react'

/** Which pod is selected, and what it reaches. */
export interface Selection {
  /** Its id. */
  pod: string | null
  /** Ids of pods; null where nothing is selected, and nothing dimmed. */
  reached: ReadonlySet<string> | null
  select: (pod: string | null) => void
}

export const SelectionContext = createContext<Selection>({ pod: null, reached: null, select: () => undefined })

export const useSelection = () => useContext(SelectionContext)
