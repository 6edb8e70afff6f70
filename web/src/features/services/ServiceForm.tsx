import { Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { given, labelsOf, listOrNothing, numberOrNothing, textOrNothing } from '../../shared/forms/values'

const initialValues = {
  name: '',
  network: null as string | null,
  selector: [] as string[],
  port: '' as number | string,
  protocol: 'tcp' as 'tcp' | 'udp',
  targetPort: '' as number | string,
  clusterIps: [] as string[],
  labels: [] as string[],
}

export function ServiceForm({ onClose }: { onClose: () => void }) {
  const networks = useList('network').data?.filter((network) => network.serviceCidrs.length > 0) ?? []
  const form = useForm({ initialValues })
  const creation = useCreate('service', form, createService)
  return (
    <CreateDialog
      title="New service"
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label="Name" description="Lower-case letters, digits and dashes." placeholder="api" required data-autofocus {...form.getInputProps('name')} />
      <Select label="Network" description="One that has service CIDRs." placeholder="Choose a network" required searchable data={networks.map((network) => network.name).sort()} {...form.getInputProps('network')} />
      <TagsInput label="Selector" withAsterisk description="Labels that its pods have, all of them." placeholder="app=web" acceptValueOnBlur {...form.getInputProps('selector')} />
      <Group grow align="flex-start">
        <NumberInput label="Port" description="Of the service." placeholder="80" required hideControls {...form.getInputProps('port')} />
        <NumberInput label="Pods’ port" description="Empty: the same." placeholder="8080" hideControls {...form.getInputProps('targetPort')} />
        <Select label="Protocol" description="Of the port." data={[{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }]} allowDeselect={false} {...form.getInputProps('protocol')} />
      </Group>
      <TagsInput label="Addresses" description="At most one per family. Empty: the next free ones." placeholder="10.96.0.10" acceptValueOnBlur {...form.getInputProps('clusterIps')} />
      <TagsInput label="Labels" placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}

const createService = (values: typeof initialValues) =>
  unwrap(api.POST('/api/v1/services', {
    body: {
      name: values.name.trim(),
      selector: labelsOf(values.selector) ?? {},
      ports: [{ port: Number(values.port), protocol: values.protocol, ...given({ targetPort: numberOrNothing(values.targetPort) }) }],
      ...given({
        network: textOrNothing(values.network),
        clusterIps: listOrNothing(values.clusterIps),
        labels: labelsOf(values.labels),
      }),
    },
  }))
