import { Select, SegmentedControl, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useListOf, useOwnProject } from '../../shared/data/scope'
import type { FormProps } from '../../shared/forms/FormProps'
import { ResourceForm } from '../../shared/forms/ResourceForm'
import { useSave } from '../../shared/forms/useSave'
import { t } from '../../shared/i18n/t'
import { BackendRows } from './BackendRows'
import { BalancingFields } from './BalancingFields'
import { HealthCheckFields } from './HealthCheckFields'
import { LoadBalancerFields } from './LoadBalancerFields'
import { PortRows } from './PortRows'
import { serviceTypes } from './serviceTypes'
import { initialValues, partsOf, requestOf } from './serviceValues'
import { valuesOf } from './valuesOf'

export function ServiceForm({ edited, onClose }: FormProps<'service'>) {
  const form = useForm({ initialValues: edited === undefined ? initialValues : valuesOf(edited) })
  const { type, behind } = form.values
  const { isName, isBalanced, hasVirtualAddress, hasNodePorts } = partsOf(type)
  const networks = useListOf('network', useOwnProject()).filter(({ serviceCidrs }) => !hasVirtualAddress || serviceCidrs.length > 0)
  const saving = useSave({ kind: 'service', form, requestOf, edited, onClose })
  return (
    <ResourceForm kind="service" form={form} saving={saving} example="api" edited={edited} onClose={onClose}>
      <Select label={t('Type')} description={serviceTypes.find(({ value }) => value === type)?.hint} allowDeselect={false} data={serviceTypes.map(({ value, label }) => ({ value, label }))} {...form.getInputProps('type')} />
      {edited === undefined && <Select label={t('Network')} description={hasVirtualAddress ? t('One that has service CIDRs.') : t('Whose pods it is for.')} placeholder={t('Choose a network')} required searchable data={networks.map(({ name }) => name).sort()} {...form.getInputProps('network')} />}
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
      {hasVirtualAddress && edited === undefined && <TagsInput label={t('Addresses')} description={t('At most one per family. Empty: the next free ones.')} placeholder="10.96.0.10" acceptValueOnBlur {...form.getInputProps('clusterIps')} />}
      {isBalanced && <LoadBalancerFields form={form} />}
      {!isName && behind === 'selector' && <HealthCheckFields form={form} />}
      {hasVirtualAddress && <BalancingFields form={form} hasNodePorts={hasNodePorts} />}
      <TagsInput label={t('Labels')} placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </ResourceForm>
  )
}
