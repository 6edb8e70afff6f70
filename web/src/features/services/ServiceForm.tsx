import { Select, SegmentedControl, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { pathsOf } from '../../shared/forms/fieldErrors'
import { useCreate } from '../../shared/forms/useCreate'
import { t } from '../../shared/i18n/t'
import { BackendRows } from './BackendRows'
import { BalancingFields } from './BalancingFields'
import { HealthCheckFields } from './HealthCheckFields'
import { LoadBalancerFields } from './LoadBalancerFields'
import { PortRows } from './PortRows'
import { serviceTypes } from './serviceTypes'
import { initialValues, partsOf, requestOf } from './serviceValues'

export function ServiceForm({ onClose }: { onClose: () => void }) {
  const form = useForm({ initialValues })
  const { type, behind } = form.values
  const { isName, isBalanced, hasVirtualAddress, hasNodePorts } = partsOf(type)
  const networks = useList('network').data?.filter(({ serviceCidrs }) => !hasVirtualAddress || serviceCidrs.length > 0) ?? []
  const creation = useCreate('service', form, (values: typeof initialValues) => unwrap(api.POST('/api/v1/services', { body: requestOf(values) })))
  return (
    <CreateDialog
      title={t('New service')}
      error={creation.error}
      fields={pathsOf(form.values)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="api" required data-autofocus {...form.getInputProps('name')} />
      <Select label={t('Type')} description={serviceTypes.find(({ value }) => value === type)?.hint} allowDeselect={false} data={serviceTypes.map(({ value, label }) => ({ value, label }))} {...form.getInputProps('type')} />
      <Select label={t('Network')} description={hasVirtualAddress ? t('One that has service CIDRs.') : t('Whose pods it is for.')} placeholder={t('Choose a network')} required searchable data={networks.map(({ name }) => name).sort()} {...form.getInputProps('network')} />
      {isName && <TextInput label={t('External name')} description={t('The domain name that the service stands for.')} placeholder="db.example.org" required {...form.getInputProps('externalName')} />}
      {!isName && (
        <Stack gap={6}>
          <Text fz="sm" fw={500} id="behind">{t('Behind it')}</Text>
          <SegmentedControl aria-labelledby="behind" data={[{ value: 'selector', label: t('Pods, by their labels') }, { value: 'backends', label: t('Given addresses') }]} {...form.getInputProps('behind')} />
        </Stack>
      )}
      {!isName && behind === 'selector' && <TagsInput label={t('Selector')} withAsterisk description={t('Labels that its pods have, all of them.')} placeholder="app=web" acceptValueOnBlur {...form.getInputProps('selector')} />}
      {!isName && behind === 'backends' && <BackendRows form={form} />}
      {!isName && <PortRows form={form} hasNodePorts={hasNodePorts} />}
      {hasVirtualAddress && <TagsInput label={t('Addresses')} description={t('At most one per family. Empty: the next free ones.')} placeholder="10.96.0.10" acceptValueOnBlur {...form.getInputProps('clusterIps')} />}
      {isBalanced && <LoadBalancerFields form={form} />}
      {!isName && behind === 'selector' && <HealthCheckFields form={form} />}
      {hasVirtualAddress && <BalancingFields form={form} hasNodePorts={hasNodePorts} />}
      <TagsInput label={t('Labels')} placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}
