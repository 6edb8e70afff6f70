import { Switch, TagsInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { FormProps } from '../../shared/forms/FormProps'
import { ResourceForm } from '../../shared/forms/ResourceForm'
import { useSave } from '../../shared/forms/useSave'
import { t } from '../../shared/i18n/t'
import { useListSearch } from '../../shared/list/listSearch'
import { DataPathFields } from './DataPathFields'
import { initialValues, requestOf, valuesOf } from './networkValues'
import { RangeFields } from './RangeFields'

export function NetworkForm({ edited, onClose }: FormProps<'network'>) {
  const [{ podCidrs, serviceCidrs, blocks }] = useListSearch()
  const form = useForm({
    initialValues: edited === undefined ? { ...initialValues, podCidrs: listOf(podCidrs), serviceCidrs: listOf(serviceCidrs), nodePrefixLengths: listOf(blocks) } : valuesOf(edited),
  })
  const saving = useSave({ kind: 'network', form, requestOf, edited, onClose })
  return (
    <ResourceForm kind="network" form={form} saving={saving} example="blue" edited={edited} onClose={onClose}>
      {edited === undefined && <RangeFields form={form} />}
      <DataPathFields form={form} isNew={edited === undefined} />
      <Switch label={t('Masquerade what leaves the network')} description={t('Pods reach the outside with their node’s address.')} {...form.getInputProps('egress', { type: 'checkbox' })} />
      <TagsInput label={t('Only nodes with')} description={t('Labels that its member nodes have, all of them. Empty: every node is a member.')} placeholder="rack=r1" acceptValueOnBlur {...form.getInputProps('nodeSelector')} />
      <TagsInput label={t('Labels')} placeholder="team=payments" acceptValueOnBlur {...form.getInputProps('labels')} />
    </ResourceForm>
  )
}

const listOf = (text: string | undefined) => text?.split(',').filter((each) => each !== '') ?? []
