import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Reservation } from '../../shared/api/types'
import { ifMatch } from '../../shared/data/writes'
import { FormDialog } from '../../shared/forms/FormDialog'
import { t } from '../../shared/i18n/t'

interface Props {
  reservation: Reservation
  onClose: () => void
}

/** Changes what a held range is for. */
export function NoteDialog({ reservation, onClose }: Props) {
  const [{ id, pool, cidr, revision, note }] = useState(reservation)
  const form = useForm({ initialValues: { note } })
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (body: { note: string }) =>
      unwrap(api.PATCH('/api/v1/pools/{pool}/reservations/{reference}', { params: { path: { pool, reference: id }, header: ifMatch(revision) }, body })),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'reservation'] }),
  })
  return (
    <FormDialog title={t('Edit “{name}”', { name: cidr })} action={t('Save')} error={change.error} fields={[]} isSending={change.isPending} onClose={onClose} onSubmit={form.onSubmit((values) => { change.mutate(values) })}>
      <TextInput label={t('Note')} description={t('For whom, and why.')} data-autofocus {...form.getInputProps('note')} />
    </FormDialog>
  )
}
