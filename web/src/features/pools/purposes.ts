import type { PoolPurpose } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'

/** What is cut from a pool of each purpose. */
export const purposes: Record<PoolPurpose, string> = {
  pods: t('pod CIDRs of networks'),
  services: t('service CIDRs of networks'),
  external: t('addresses of load balancers'),
}
