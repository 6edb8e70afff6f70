import { NumberInput, Select, SimpleGrid, Switch } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { t } from '../../shared/i18n/t'
import type { ServiceValues } from './serviceValues'

interface Props {
  form: UseFormReturnType<ServiceValues>
  hasNodePorts: boolean
}

/** Who of those behind it a connection goes to. */
export function BalancingFields({ form, hasNodePorts }: Props) {
  const policies = [{ value: 'cluster', label: t('to any endpoint') }, { value: 'local', label: t('to those on the same node') }]
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <Select label={t('Session affinity')} description={t('Whether a client keeps its endpoint.')} allowDeselect={false} data={[{ value: 'none', label: t('none') }, { value: 'clientIp', label: t('by the client’s address') }]} {...form.getInputProps('sessionAffinity')} />
        {form.values.sessionAffinity === 'clientIp' && <NumberInput label={t('Kept for, in seconds')} description={t('After its last connection.')} placeholder="10800" hideControls {...form.getInputProps('sessionAffinityTimeoutSeconds')} />}
        <Select label={t('Connections from inside')} description={t('To the virtual addresses.')} allowDeselect={false} data={policies} {...form.getInputProps('internalTrafficPolicy')} />
        {hasNodePorts && <Select label={t('Connections from outside')} description={t('Local ones see the client’s own address.')} allowDeselect={false} data={policies} {...form.getInputProps('externalTrafficPolicy')} />}
        <NumberInput label={t('Grace, in seconds')} description={t('How long a drained pod keeps what it has.')} placeholder="30" hideControls {...form.getInputProps('terminationGraceSeconds')} />
      </SimpleGrid>
      <Switch label={t('Prefer endpoints of the same zone')} description={t('As long as any is ready there.')} {...form.getInputProps('preferSameZone', { type: 'checkbox' })} />
    </>
  )
}
