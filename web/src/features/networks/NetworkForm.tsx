import { SegmentedControl, Select, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { t } from '../../shared/i18n/t'
import { useListSearch } from '../../shared/list/listSearch'
import { DataPathFields } from './DataPathFields'
import { initialValues, requestOf } from './networkValues'
import { SuggestedCidr } from './SuggestedCidr'
import { useClashes } from './useClashes'

export function NetworkForm({ onClose }: { onClose: () => void }) {
  const [{ podCidrs, serviceCidrs, blocks }] = useListSearch()
  const form = useForm({
    initialValues: { ...initialValues, podCidrs: listOf(podCidrs), serviceCidrs: listOf(serviceCidrs), nodePrefixLengths: listOf(blocks) },
  })
  const { values, errors } = form
  const clashes = useClashes(values.podCidrs, values.serviceCidrs)
  const creation = useCreate('network', form, (filled: typeof initialValues) => unwrap(api.POST('/api/v1/networks', { body: requestOf(filled) })))
  return (
    <CreateDialog
      title={t('New network')}
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((filled) => { creation.mutate(filled) })}
    >
      <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="blue" required data-autofocus {...form.getInputProps('name')} />
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
      <DataPathFields form={form} />
      <Switch label={t('Masquerade what leaves the network')} description={t('Pods reach the outside with their node’s address.')} {...form.getInputProps('egress', { type: 'checkbox' })} />
      <TagsInput label={t('Only nodes with')} description={t('Labels that its member nodes have, all of them. Empty: every node is a member.')} placeholder="rack=r1" acceptValueOnBlur {...form.getInputProps('nodeSelector')} />
      <TagsInput label={t('Labels')} placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}

const listOf = (text: string | undefined) => text?.split(',').filter((each) => each !== '') ?? []
