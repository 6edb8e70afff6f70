import { t } from '../i18n/t'

const actions: Record<string, string> = { create: t('created'), update: t('changed'), delete: t('deleted') }

/** What was done to a resource, as a word. */
export const actionText = (action: string) => actions[action] ?? action
