import { Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { given, labelsOf, listOrNothing, textOrNothing } from '../../shared/forms/values'

const initialValues = {
  name: '',
  node: null as string | null,
  network: null as string | null,
  addresses: [] as string[],
  mac: '',
  netnsPath: '',
  labels: [] as string[],
}

export function PodForm({ onClose }: { onClose: () => void }) {
  const nodes = useList('node').data ?? []
  const networks = useList('network').data ?? []
  const form = useForm({ initialValues })
  const creation = useCreate('pod', form, createPod)
  return (
    <CreateDialog
      title="New pod"
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label="Name" description="Lower-case letters, digits and dashes." placeholder="web" required data-autofocus {...form.getInputProps('name')} />
      <Select label="Node" description="Where its namespace is made." placeholder="Choose a node" required searchable data={nodes.map((node) => node.name).sort()} {...form.getInputProps('node')} />
      <Select label="Network" description="Empty: the network “default”, made on first use." placeholder="default" clearable searchable data={networks.map((network) => network.name).sort()} {...form.getInputProps('network')} />
      <TagsInput label="Addresses" description="At most one per family of the network. Empty: allocated." placeholder="10.10.1.2" acceptValueOnBlur {...form.getInputProps('addresses')} />
      <TextInput label="MAC address" description="Empty: chosen." placeholder="02:00:5e:10:00:01" {...form.getInputProps('mac')} />
      <TextInput label="Existing namespace" description="Its path on the node. Empty: a new one is made." placeholder="/run/netns/…" {...form.getInputProps('netnsPath')} />
      <TagsInput label="Labels" placeholder="app=web" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}

const createPod = (values: typeof initialValues) =>
  unwrap(api.POST('/api/v1/pods', {
    body: {
      name: values.name.trim(),
      node: values.node ?? '',
      ...given({
        network: textOrNothing(values.network),
        addresses: listOrNothing(values.addresses),
        mac: textOrNothing(values.mac),
        netnsPath: textOrNothing(values.netnsPath),
        labels: labelsOf(values.labels),
      }),
    },
  }))
