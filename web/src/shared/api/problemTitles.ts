import { t } from '../i18n/t'
import type { Problem } from './types'

/** What a refusal comes to, in the user's language, by its HTTP status; the API's own words follow. */
const titles: Record<number, string> = {
  400: t('The request is not valid.'),
  401: t('Not signed in.'),
  403: t('Not allowed.'),
  404: t('Not found.'),
  409: t('The request clashes with what is recorded.'),
  412: t('The resource has changed.'),
  429: t('Too many requests.'),
  504: t('The node does not answer.'),
}

export const titleOf = ({ status, title }: Problem) => titles[status] ?? title
