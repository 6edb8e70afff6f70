import { Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { given, labelsOf, listOrNothing, numberOrNothing, textOrNothing } from '../../shared/forms/values'
import { t } from '../../shared/i18n/t'

const initialValues = {
  name: '',
  pod: null as string | null,
  targetPort: '' as number | string,
  protocol: 'tcp' as 'tcp' | 'udp',
  hostAddress: '',
  hostPort: '' as number | string,
  hostPortEnd: '' as number | string,
  nodes: [] as string[],
  labels: [] as string[],
}

export function PortMappingForm({ onClose }: { onClose: () => void }) {
  const nodes = useList('node').data ?? []
  const pods = useList('pod').data ?? []
  const form = useForm({ initialValues })
  const creation = useCreate('port-mapping', form, createPortMapping)
  return (
    <CreateDialog
      title={t('New port mapping')}
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="web-http" required data-autofocus {...form.getInputProps('name')} />
      <Group grow align="flex-start">
        <Select label={t('Pod')} description={t('Where the traffic goes.')} placeholder={t('Choose a pod')} required searchable data={pods.map((pod) => pod.name).sort()} {...form.getInputProps('pod')} />
        <NumberInput label={t('Pod’s port')} description={t('Empty: the same as the host port.')} placeholder="80" hideControls {...form.getInputProps('targetPort')} />
      </Group>
      <Group grow align="flex-start">
        <NumberInput label={t('Host port')} description={t('Empty: the next free one.')} placeholder="8080" hideControls {...form.getInputProps('hostPort')} />
        <NumberInput label={t('Up to')} description={t('For a range of ports. Empty: just one.')} placeholder="8090" hideControls {...form.getInputProps('hostPortEnd')} />
        <Select label={t('Protocol')} description={t('Of what is published.')} data={[{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }]} allowDeselect={false} {...form.getInputProps('protocol')} />
      </Group>
      <TextInput label={t('Host address')} description={t('An address of the nodes. Empty: all their IPv4 addresses.')} placeholder="0.0.0.0" {...form.getInputProps('hostAddress')} />
      <MultiSelect label={t('Nodes')} description={t('Where the port is open. Empty: on every node.')} placeholder={t('Every node')} searchable data={nodes.map((node) => node.name).sort()} {...form.getInputProps('nodes')} />
      <TagsInput label={t('Labels')} placeholder="app=web" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}

const createPortMapping = (values: typeof initialValues) =>
  unwrap(api.POST('/api/v1/port-mappings', {
    body: {
      name: values.name.trim(),
      pod: values.pod ?? '',
      protocol: values.protocol,
      ...given({
        targetPort: numberOrNothing(values.targetPort),
        hostPort: numberOrNothing(values.hostPort),
        hostPortEnd: numberOrNothing(values.hostPortEnd),
        hostAddress: textOrNothing(values.hostAddress),
        nodes: listOrNothing(values.nodes),
        labels: labelsOf(values.labels),
      }),
    },
  }))
