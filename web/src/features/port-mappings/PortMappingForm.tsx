import { Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useList } from '../../shared/data/queries'
import type { FormProps } from '../../shared/forms/FormProps'
import { ResourceForm } from '../../shared/forms/ResourceForm'
import { useSave } from '../../shared/forms/useSave'
import { t } from '../../shared/i18n/t'
import { initialValues, requestOf, valuesOf } from './portMappingValues'
import { TargetFields } from './TargetFields'

export function PortMappingForm({ edited, onClose }: FormProps<'port-mapping'>) {
  const nodes = useList('node').data ?? []
  const form = useForm({ initialValues: edited === undefined ? initialValues : valuesOf(edited) })
  const saving = useSave({ kind: 'port-mapping', form, requestOf, edited, onClose })
  return (
    <ResourceForm kind="port-mapping" form={form} saving={saving} example="web-http" edited={edited} onClose={onClose}>
      <TargetFields form={form} project={edited?.project} />
      <Group grow align="flex-start">
        <NumberInput label={t('Host port')} description={t('Empty: the next free one.')} placeholder="8080" hideControls {...form.getInputProps('hostPort')} />
        <NumberInput label={t('Up to')} description={t('Empty: just that one.')} placeholder="8090" hideControls {...form.getInputProps('hostPortEnd')} />
        <Select label={t('Protocol')} description={t('Of what is published.')} data={[{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }]} allowDeselect={false} {...form.getInputProps('protocol')} />
      </Group>
      <TextInput label={t('Host address')} description={t('An address of the nodes. Empty: all their IPv4 addresses.')} placeholder="0.0.0.0" {...form.getInputProps('hostAddress')} />
      <MultiSelect label={t('Nodes')} description={t('Where the port is open. Empty: on every node.')} placeholder={t('Every node')} searchable data={nodes.map((node) => node.name).sort()} {...form.getInputProps('nodes')} />
      <TagsInput label={t('Labels')} placeholder="app=web" acceptValueOnBlur {...form.getInputProps('labels')} />
    </ResourceForm>
  )
}
