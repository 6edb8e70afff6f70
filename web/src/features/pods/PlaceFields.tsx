import { Select, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useList } from '../../shared/data/queries'
import { useListOf, useOwnProject } from '../../shared/data/scope'
import { t } from '../../shared/i18n/t'
import { InterfaceRows } from './InterfaceRows'
import type { PodValues } from './podValues'

const modes = [
  { value: 'network', label: t('network: an interface in a network') },
  { value: 'host', label: t('host: the node’s own namespace') },
  { value: 'shared', label: t('shared: another pod’s namespace') },
  { value: 'none', label: t('none: nothing but its loopback') },
]

/** Where a pod stands and how it is joined to networks, which can't be changed later. */
export function PlaceFields({ form }: { form: UseFormReturnType<PodValues> }) {
  const project = useOwnProject()
  const nodes = useList('node').data ?? []
  const networks = useListOf('network', project).map(({ name }) => name).sort()
  const pods = useListOf('pod', project)
  const { mode, node } = form.values
  return (
    <>
      <Select label={t('Node')} description={t('Where its namespace is made.')} placeholder={t('Choose a node')} required searchable data={nodes.map(({ name }) => name).sort()} {...form.getInputProps('node')} />
      <Select label={t('Mode')} description={t('Which network namespace its containers share.')} allowDeselect={false} data={modes} {...form.getInputProps('mode')} />
      {mode === 'shared' && <Select label={t('Shared with')} description={t('A pod of the same node.')} placeholder={t('Choose a pod')} required searchable data={pods.filter((pod) => pod.node === node).map(({ name }) => name).sort()} {...form.getInputProps('sharedWith')} />}
      {mode === 'network' && <Select label={t('Network')} description={t('Empty: the network “default”, made on first use.')} placeholder="default" clearable searchable clearButtonProps={{ 'aria-label': t('Clear the network') }} data={networks} {...form.getInputProps('network')} />}
      {mode === 'network' && <TagsInput label={t('Addresses')} description={t('At most one per family of the network. Empty: allocated.')} placeholder="10.10.1.2" acceptValueOnBlur {...form.getInputProps('addresses')} />}
      {mode === 'network' && <TextInput label={t('MAC address')} description={t('Empty: chosen.')} placeholder="02:00:5e:10:00:01" {...form.getInputProps('mac')} />}
      {mode === 'network' && <InterfaceRows form={form} networks={networks} />}
      {(mode === 'network' || mode === 'none') && <TextInput label={t('Existing namespace')} description={t('Its path on the node. Empty: a new one is made.')} placeholder="/run/netns/…" {...form.getInputProps('netnsPath')} />}
    </>
  )
}
