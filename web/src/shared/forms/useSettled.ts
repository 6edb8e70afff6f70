import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'

/** While somebody types, nothing is asked for. */
const pause = 300

/** A value of a form once it has stayed the same for a moment. Told by what it says: an object may be made anew each time that the page is drawn. */
export function useSettled<T>(value: T): T {
  const [settled] = useDebouncedValue(JSON.stringify(value), pause)
  return useMemo(() => JSON.parse(settled) as T, [settled])
}
