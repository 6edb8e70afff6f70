import { NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useList } from '../../shared/data/queries'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { useCreate } from '../../shared/forms/useCreate'
import { t } from '../../shared/i18n/t'
import { InterfaceRows } from './InterfaceRows'
import { initialValues, requestOf, type PodValues } from './podValues'

const modes = [
  { value: 'network', label: t('network: an interface in a network') },
  { value: 'host', label: t('host: the node’s own namespace') },
  { value: 'shared', label: t('shared: another pod’s namespace') },
  { value: 'none', label: t('none: nothing but its loopback') },
]

export function PodForm({ onClose }: { onClose: () => void }) {
  const nodes = useList('node').data ?? []
  const networks = useList('network').data?.map(({ name }) => name).sort() ?? []
  const pods = useList('pod').data ?? []
  const form = useForm({ initialValues })
  const creation = useCreate('pod', form, (values: PodValues) => unwrap(api.POST('/api/v1/pods', { body: requestOf(values) })))
  const { mode, node } = form.values
  return (
    <CreateDialog
      title={t('New pod')}
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="web" required data-autofocus {...form.getInputProps('name')} />
      <Select label={t('Node')} description={t('Where its namespace is made.')} placeholder={t('Choose a node')} required searchable data={nodes.map(({ name }) => name).sort()} {...form.getInputProps('node')} />
      <Select label={t('Mode')} description={t('Which network namespace its containers share.')} allowDeselect={false} data={modes} {...form.getInputProps('mode')} />
      {mode === 'shared' && <Select label={t('Shared with')} description={t('A pod of the same node.')} placeholder={t('Choose a pod')} required searchable data={pods.filter((pod) => pod.node === node).map(({ name }) => name).sort()} {...form.getInputProps('sharedWith')} />}
      {mode === 'network' && <Select label={t('Network')} description={t('Empty: the network “default”, made on first use.')} placeholder="default" clearable searchable clearButtonProps={{ 'aria-label': t('Clear the network') }} data={networks} {...form.getInputProps('network')} />}
      {mode === 'network' && <TagsInput label={t('Addresses')} description={t('At most one per family of the network. Empty: allocated.')} placeholder="10.10.1.2" acceptValueOnBlur {...form.getInputProps('addresses')} />}
      {mode === 'network' && <TextInput label={t('MAC address')} description={t('Empty: chosen.')} placeholder="02:00:5e:10:00:01" {...form.getInputProps('mac')} />}
      {mode === 'network' && <InterfaceRows form={form} networks={networks} />}
      {(mode === 'network' || mode === 'none') && <TextInput label={t('Existing namespace')} description={t('Its path on the node. Empty: a new one is made.')} placeholder="/run/netns/…" {...form.getInputProps('netnsPath')} />}
      <TagsInput label={t('Listens on')} description={t('Ports with their names: services find them by these, and clashes are known.')} placeholder="http=80/tcp" acceptValueOnBlur {...form.getInputProps('ports')} />
      <NumberInput label={t('Weight')} description={t('Its share of services’ new connections beside other pods’. Empty: 1.')} placeholder="1" hideControls {...form.getInputProps('weight')} />
      <TagsInput label={t('Labels')} placeholder="app=web" acceptValueOnBlur {...form.getInputProps('labels')} />
    </CreateDialog>
  )
}
