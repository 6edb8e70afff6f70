import { NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { ifMatch } from '../../shared/data/writes'
import { FormDialog } from '../../shared/forms/FormDialog'
import type { Project } from '../../shared/api/types'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { mergePatch } from '../../shared/forms/mergePatch'
import { given, numberOrNothing } from '../../shared/forms/values'
import { t } from '../../shared/i18n/t'
import { quotas } from './quotas'

type Quota = (typeof quotas)[number]['of']

type Values = { name: string } & Partial<Record<Quota, number | string>>

/** What the form begins with: the limits that there are. */
const valuesOf = (project: Project | undefined): Values => ({ name: project?.name ?? '', ...Object.fromEntries(quotas.map(({ of }) => [of, project?.quotas[of] ?? ''])) })

interface Props {
  onClose: () => void
  /** The one that is changed; undefined where a new one is made. */
  edited?: Project
}

export function ProjectForm({ edited, onClose }: Props) {
  const client = useQueryClient()
  const [begun] = useState(edited)
  const form = useForm({ initialValues: valuesOf(begun) })
  const saving = useMutation({
    mutationFn: (values: Values) => (begun === undefined ? createProject(values) : changeProject(begun, values)),
    onError: (error) => { form.setErrors(fieldErrors(error, Object.keys(form.values)).inputs) },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['list', 'project'] })
      onClose()
    },
  })
  return (
    <FormDialog
      title={begun === undefined ? t('New project') : t('Edit “{name}”', { name: begun.name })}
      {...(begun === undefined ? {} : { action: t('Save') })}
      error={saving.error}
      fields={Object.keys(form.values)}
      isSending={saving.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { saving.mutate(values) })}
    >
      {begun === undefined && <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder="shop" required data-autofocus {...form.getInputProps('name')} />}
      <SimpleGrid cols={2}>
        {quotas.map(({ of, label }) => (
          <NumberInput key={of} label={label()} description={t('At most. Empty: any number.')} min={0} {...form.getInputProps(of)} />
        ))}
      </SimpleGrid>
    </FormDialog>
  )
}

const quotasOf = (values: Values) => given(Object.fromEntries(quotas.map(({ of }) => [of, numberOrNothing(values[of] ?? '')])))

const createProject = (values: Values) => unwrap(api.POST('/api/v1/projects', { body: { name: values.name.trim(), quotas: quotasOf(values) } }))

const changeProject = (begun: Project, values: Values) =>
  unwrap(api.PATCH('/api/v1/projects/{reference}', {
    params: { path: { reference: begun.id }, header: ifMatch(begun.revision) },
    body: mergePatch({ quotas: quotasOf(valuesOf(begun)) }, { quotas: quotasOf(values) }),
  }))
