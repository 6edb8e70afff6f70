import { NumberInput, TagsInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { FormProps } from '../../shared/forms/FormProps'
import { ResourceForm } from '../../shared/forms/ResourceForm'
import { useSave } from '../../shared/forms/useSave'
import { t } from '../../shared/i18n/t'
import { PlaceFields } from './PlaceFields'
import { initialValues, requestOf, valuesOf } from './podValues'

export function PodForm({ edited, onClose }: FormProps<'pod'>) {
  const form = useForm({ initialValues: edited === undefined ? initialValues : valuesOf(edited) })
  const saving = useSave({ kind: 'pod', form, requestOf, edited, onClose })
  return (
    <ResourceForm kind="pod" form={form} saving={saving} example="web" edited={edited} onClose={onClose}>
      {edited === undefined && <PlaceFields form={form} />}
      <TagsInput label={t('Listens on')} description={t('Ports with their names: services find them by these, and clashes are known.')} placeholder="http=80/tcp" acceptValueOnBlur {...form.getInputProps('ports')} />
      <NumberInput label={t('Weight')} description={t('Its share of services’ new connections beside other pods’. Empty: 1.')} placeholder="1" hideControls {...form.getInputProps('weight')} />
      <TagsInput label={t('Labels')} placeholder="app=web" acceptValueOnBlur {...form.getInputProps('labels')} />
    </ResourceForm>
  )
}
