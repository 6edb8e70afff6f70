import { language } from '../i18n/language'
import { t } from '../i18n/t'

const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const

// English shortens best; what is narrow in Russian is a minus sign.
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: language === 'en' ? 'narrow' : 'short' })

/** `now`, `12s ago`, `3h ago`. A clock that runs ahead of the API's makes no future. */
export function age(since: number, now: number): string {
  const seconds = Math.floor((now - since) / 1000)
  const step = steps.find((each) => seconds >= each.seconds)
  return step === undefined || seconds < 2 ? t('now') : relative.format(-Math.floor(seconds / step.seconds), step.unit)
}
