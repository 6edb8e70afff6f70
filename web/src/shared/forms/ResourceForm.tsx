import { Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import type { CreatedKind } from '../api/types'
import { kinds } from '../data/kinds'
import { useIsAcross, useOwnProject } from '../data/scope'
import { t } from '../i18n/t'
import { pathsOf } from './fieldErrors'
import { FormDialog } from './FormDialog'
import type { FormProps } from './FormProps'

interface Props<K extends CreatedKind, Values> extends FormProps<K> {
  kind: K
  form: UseFormReturnType<Values>
  saving: { error: unknown; isPending: boolean; mutate: (values: Values) => void }
  /** A name, for example. */
  example: string
  children: ReactNode
}

/** The form of a kind: for a new one with its name, for one that there is without. */
export function ResourceForm<K extends CreatedKind, Values extends { name: string }>({ kind, form, saving, example, edited, onClose, children }: Props<K, Values>) {
  const project = useOwnProject()
  const isAcross = useIsAcross()
  return (
    <FormDialog
      title={edited === undefined ? t(`New ${kinds[kind].one}`) : t('Edit “{name}”', { name: edited.name })}
      {...(edited === undefined ? {} : { action: t('Save') })}
      error={saving.error}
      fields={pathsOf(form.values)}
      isSending={saving.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { saving.mutate(values) })}
    >
      {edited === undefined && kind !== 'pool' && isAcross && <Text fz="sm" c="dimmed">{t('It comes to be in project “{name}”. Another one is chosen at the top of the page.', { name: project })}</Text>}
      {edited === undefined && <TextInput label={t('Name')} description={t('Lower-case letters, digits and dashes.')} placeholder={example} required data-autofocus {...form.getInputProps('name')} />}
      {children}
    </FormDialog>
  )
}
