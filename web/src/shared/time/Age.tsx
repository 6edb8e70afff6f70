import { age } from './age'
import { useNow } from './clock'
import { dateTimeText } from '../i18n/numbers'

/** How long ago something was; the exact time as its title. */
export function Age({ at }: { at: string }) {
  const now = useNow()
  const time = new Date(at)
  return (
    <time dateTime={at} title={dateTimeText(time)}>
      {age(time.getTime(), now)}
    </time>
  )
}
