import { Group, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Pool } from '../../shared/api/types'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { FormDialog } from '../../shared/forms/FormDialog'
import { given, labelsOf, numberOrNothing, textOrNothing } from '../../shared/forms/values'
import { t } from '../../shared/i18n/t'

const initialValues = { cidr: '', prefixLength: '' as number | string, note: '', labels: [] as string[] }

interface Props {
  pool: Pool
  onClose: () => void
}

/** Holds a range of a pool: a given one, or the next free one of a size. */
export function ReservationForm({ pool, onClose }: Props) {
  const form = useForm({ initialValues })
  const client = useQueryClient()
  const creation = useMutation({
    mutationFn: ({ cidr, prefixLength, note, labels }: typeof initialValues) =>
      unwrap(api.POST('/api/v1/pools/{pool}/reservations', {
        params: { path: { pool: pool.id } },
        body: given({ cidr: textOrNothing(cidr), prefixLength: cidr.trim() === '' ? numberOrNothing(prefixLength) : undefined, note: textOrNothing(note), labels: labelsOf(labels) }),
      })),
    onError: (error) => { form.setErrors(fieldErrors(error, Object.keys(initialValues)).inputs) },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['list'] })
      onClose()
    },
  })
  return (
    <FormDialog title={t('Hold a range of {pool}', { pool: pool.name })} action={t('Hold it')} error={creation.error} fields={Object.keys(initialValues)} isSending={creation.isPending} onClose={onClose} onSubmit={form.onSubmit((values) => { creation.mutate(values) })}>
      <Group grow align="flex-start">
        <TextInput label="CIDR" description={t('Empty: the next free one.')} placeholder={pool.cidr} data-autofocus {...form.getInputProps('cidr')} />
        {form.values.cidr.trim() === '' && <NumberInput label={t('Prefix length')} description={t('How large it is to be.')} placeholder={`${pool.defaultPrefixLength}`} min={0} max={128} hideControls {...form.getInputProps('prefixLength')} />}
      </Group>
      <TextInput label={t('Note')} description={t('For whom, and why.')} placeholder="printers" {...form.getInputProps('note')} />
      <TagsInput label={t('Labels')} placeholder="site=north" acceptValueOnBlur {...form.getInputProps('labels')} />
    </FormDialog>
  )
}
