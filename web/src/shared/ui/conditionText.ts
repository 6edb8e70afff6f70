import type { Condition } from '../api/types'
import { t } from '../i18n/t'

/** What a condition says: what any installation meets sooner or later in the user's language, the rest in the API's and the kernel's words. */
export const conditionText = ({ reason, node, message }: Condition) =>
  reason === 'agentSilent' && node != null ? t('{node}: the agent is silent; what was configured goes on working.', { node }) : message
