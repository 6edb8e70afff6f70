import { NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { FormProps } from '../../shared/forms/FormProps'
import { ResourceForm } from '../../shared/forms/ResourceForm'
import { useSave } from '../../shared/forms/useSave'
import { t } from '../../shared/i18n/t'
import { initialValues, requestOf, valuesOf } from './poolValues'
import { purposes } from './purposes'

export function PoolForm({ edited, onClose }: FormProps<'pool'>) {
  const form = useForm({ initialValues: edited === undefined ? initialValues : valuesOf(edited) })
  const saving = useSave({ kind: 'pool', form, requestOf, edited, onClose })
  return (
    <ResourceForm kind="pool" form={form} saving={saving} example="front" edited={edited} onClose={onClose}>
      {edited === undefined && <Select label={t('Purpose')} description={t('What is cut from it.')} allowDeselect={false} data={Object.entries(purposes).map(([value, label]) => ({ value, label }))} {...form.getInputProps('purpose')} />}
      <TextInput label="CIDR" description={edited === undefined ? t('Overlaps no other pool of its purpose.') : t('It goes on holding what was cut from it.')} placeholder="10.64.0.0/10" required {...form.getInputProps('cidr')} />
      <NumberInput label={t('Prefix length of what is cut')} description={t('Where no other is asked for. Empty: chosen by the size.')} placeholder="16" min={0} max={128} hideControls {...form.getInputProps('defaultPrefixLength')} />
      <TagsInput label={t('Labels')} placeholder="site=north" acceptValueOnBlur {...form.getInputProps('labels')} />
    </ResourceForm>
  )
}
