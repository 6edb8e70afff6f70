import { t } from '../../shared/i18n/t'

/** What a project may have so many of. */
export const quotas = [
  { of: 'networks', label: () => t('Networks') },
  { of: 'pods', label: () => t('Pods') },
  { of: 'services', label: () => t('Services') },
  { of: 'portMappings', label: () => t('Port mappings') },
  { of: 'loadBalancerIps', label: () => t('Load-balancer addresses') },
  { of: 'tokens', label: () => t('Tokens') },
] as const
