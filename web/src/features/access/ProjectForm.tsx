import { NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { CreateDialog } from '../../shared/forms/CreateDialog'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { given, numberOrNothing } from '../../shared/forms/values'
import { t } from '../../shared/i18n/t'
import { quotas } from './quotas'

type Quota = (typeof quotas)[number]['of']

const initialValues: { name: string } & Partial<Record<Quota, number | string>> = { name: '', ...Object.fromEntries(quotas.map(({ of }) => [of, ''])) }

export function ProjectForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm({ initialValues })
  const creation = useMutation({
    mutationFn: createProject,
    onError: (error) => { form.setErrors(fieldErrors(error, Object.keys(initialValues)).inputs) },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['list', 'project'] })
      onClose()
    },
  })
  return (
    <CreateDialog
      title={t('New project')}
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="shop" required data-autofocus {...form.getInputProps('name')} />
      <SimpleGrid cols={2}>
        {quotas.map(({ of, label }) => (
          <NumberInput key={of} label={label()} description={t('At most. Empty: any number.')} min={0} {...form.getInputProps(of)} />
        ))}
      </SimpleGrid>
    </CreateDialog>
  )
}

const createProject = ({ name, ...limits }: typeof initialValues) =>
  unwrap(api.POST('/api/v1/projects', {
    body: {
      name: name.trim(),
      quotas: given(Object.fromEntries(quotas.map(({ of }) => [of, numberOrNothing(limits[of] ?? '')]))),
    },
  }))
