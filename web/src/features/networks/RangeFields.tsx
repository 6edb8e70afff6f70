import { Group, SegmentedControl, Select, Stack, TagsInput, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { t } from '../../shared/i18n/t'
import type { NetworkValues } from './networkValues'
import { SuggestedCidr } from './SuggestedCidr'
import { useClashes } from './useClashes'

/** What a network is made of, which can't be changed later. */
export function RangeFields({ form }: { form: UseFormReturnType<NetworkValues> }) {
  const { values, errors } = form
  const clashes = useClashes(values.podCidrs, values.serviceCidrs)
  return (
    <>
      <Select label={t('Type')} allowDeselect={false} data={[{ value: 'overlay', label: t('overlay: one address space over all nodes') }, { value: 'bridge', label: t('bridge: the range stands on each node apart') }]} {...form.getInputProps('type')} />
      {values.podCidrs.length === 0 && (
        <Stack gap={6}>
          <Text fz="sm" fw={500} id="families">{t('Families')}</Text>
          <SegmentedControl aria-labelledby="families" data={[{ value: 'ipv4', label: 'IPv4' }, { value: 'ipv6', label: 'IPv6' }, { value: 'both', label: t('Both') }]} {...form.getInputProps('families')} />
        </Stack>
      )}
      <TagsInput label={t('Pod CIDRs')} description={t('One per address family. Empty: cut from the pool.')} placeholder="10.10.0.0/16" acceptValueOnBlur {...form.getInputProps('podCidrs')} error={errors.podCidrs ?? clashes.podCidrs} />
      {values.podCidrs.length === 0 && <SuggestedCidr purpose="pods" onTake={(cidr) => { form.setFieldValue('podCidrs', [cidr]) }} />}
      <TagsInput label={t('Service CIDRs')} description={t('For virtual addresses of services. Empty: none.')} placeholder="10.96.0.0/20" acceptValueOnBlur {...form.getInputProps('serviceCidrs')} error={errors.serviceCidrs ?? clashes.serviceCidrs} />
      {values.serviceCidrs.length === 0 && <SuggestedCidr purpose="services" onTake={(cidr) => { form.setFieldValue('serviceCidrs', [cidr]) }} />}
      {values.type === 'overlay' && <TagsInput label={t('Block sizes')} description={t('Prefix length of the part that each node holds, one per pod CIDR. Empty: chosen.')} placeholder="24" acceptValueOnBlur {...form.getInputProps('nodePrefixLengths')} />}
      {(values.podCidrs.length === 0 || values.serviceCidrs.length === 0) && (
        <Group grow align="flex-start">
          {values.podCidrs.length === 0 && <TagsInput label={t('Prefix lengths, pods')} description={t('One per family. Empty: the pool’s own.')} placeholder="16" acceptValueOnBlur {...form.getInputProps('podPrefixLengths')} />}
          {values.serviceCidrs.length === 0 && <TagsInput label={t('Prefix lengths, services')} description={t('One per family. Empty: none is cut.')} placeholder="20" acceptValueOnBlur {...form.getInputProps('servicePrefixLengths')} />}
        </Group>
      )}
    </>
  )
}
