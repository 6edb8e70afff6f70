import { Alert, NumberInput, Stack, TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { t } from '../../shared/i18n/t'
import type { ServiceValues } from './serviceValues'
import { useExternalPools } from './useExternalPools'

/** At what address on the underlay a service is reached, and by whom. */
export function LoadBalancerFields({ form }: { form: UseFormReturnType<ServiceValues> }) {
  const pools = useExternalPools().data?.items
  return (
    <Stack gap="xs">
      {pools?.length === 0 && <Alert color="yellow">{t('No pool has the purpose external: there is no address to give.')}</Alert>}
      <TagsInput
        label={t('Load-balancer addresses')}
        description={pools === undefined || pools.length === 0 ? t('At most one per family. Empty: the next free ones.') : t('At most one per family, of {pools}. Empty: the next free ones.', { pools: pools.map(({ name, cidr }) => `${name} (${cidr})`).join(', ') })}
        placeholder="172.31.0.193"
        acceptValueOnBlur
        {...form.getInputProps('loadBalancerIps')}
      />
      <TagsInput label={t('Who may come')} description={t('Ranges of clients of these addresses. Empty: everybody.')} placeholder="198.51.100.0/24" acceptValueOnBlur {...form.getInputProps('loadBalancerSourceRanges')} />
      {form.values.externalTrafficPolicy === 'local' && <NumberInput label={t('Health port')} description={t('Where each node tells a balancer outside whether it serves.')} placeholder={t('next free')} hideControls {...form.getInputProps('healthCheckNodePort')} />}
    </Stack>
  )
}
