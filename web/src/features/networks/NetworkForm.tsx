import { Group, NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { given, labelsOf, listOrNothing, numberOrNothing } from '../../shared/forms/values'
import { useListSearch } from '../../shared/list/listSearch'
import { useClashes } from './useClashes'

const initialValues = {
  name: '',
  podCidrs: [] as string[],
  serviceCidrs: [] as string[],
  nodePrefixLengths: [] as string[],
  vni: '' as number | string,
  mtu: '' as number | string,
  egress: true,
  labels: [] as string[],
}

export function NetworkForm({ onClose }: { onClose: () => void }) {
  const [{ podCidrs, serviceCidrs, blocks }] = useListSearch()
  const form = useForm({
    initialValues: { ...initialValues, podCidrs: listOf(podCidrs), serviceCidrs: listOf(serviceCidrs), nodePrefixLengths: listOf(blocks) },
  })
  const clashes = useClashes(form.values.podCidrs, form.values.serviceCidrs)
  const creation = useCreate('network', form, createNetwork)
  return (
    <CreateDialog
      title="New network"
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label="Name" description="Lower-case letters, digits and dashes." placeholder="blue" required data-autofocus {...form.getInputProps('name')} />
      <TagsInput label="Pod CIDRs" description="One per address family. Empty: cut from the pool." placeholder="10.10.0.0/16" acceptValueOnBlur {...form.getInputProps('podCidrs')} error={form.errors.podCidrs ?? clashes.podCidrs} />
      <TagsInput label="Service CIDRs" description="For virtual addresses of services. Empty: none." placeholder="10.96.0.0/20" acceptValueOnBlur {...form.getInputProps('serviceCidrs')} error={form.errors.serviceCidrs ?? clashes.serviceCidrs} />
      <TagsInput label="Block sizes" description="Prefix length of the part that each node holds, one per pod CIDR. Empty: chosen." placeholder="24" acceptValueOnBlur {...form.getInputProps('nodePrefixLengths')} />
      <Group grow align="flex-start">
        <NumberInput label="VNI" description="Empty: the next free one." placeholder="4096" hideControls {...form.getInputProps('vni')} />
        <NumberInput label="MTU" description="Empty: what the uplinks allow." placeholder="1450" hideControls {...form.getInputProps('mtu')} />
      </Group>
      <Switch label="Masquerade what leaves the network" description="Pods reach the outside with their node’s address." {...form.getInputProps('egress', { type: 'checkbox' })} />
      <TagsInput label="Labels" placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}

const listOf = (text: string | undefined) => text?.split(',').filter((each) => each !== '') ?? []

const createNetwork = (values: typeof initialValues) =>
  unwrap(api.POST('/api/v1/networks', {
    body: {
      name: values.name.trim(),
      egress: values.egress ? 'masquerade' : 'none',
      ...given({
        podCidrs: listOrNothing(values.podCidrs),
        serviceCidrs: listOrNothing(values.serviceCidrs),
        nodePrefixLengths: listOrNothing(values.nodePrefixLengths)?.map(Number),
        vni: numberOrNothing(values.vni),
        mtu: numberOrNothing(values.mtu),
        labels: labelsOf(values.labels),
      }),
    },
  }))
