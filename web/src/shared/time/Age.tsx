import { age } from './age'
import { useNow } from './clock'

/** How long ago something was; the exact time as its title. */
export function Age({ at }: { at: string }) {
  const now = useNow()
  const time = new Date(at)
  return (
    <time dateTime={at} title={time.toLocaleString()}>
      {age(time.getTime(), now)}
    </time>
  )
}
