import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { t } from '../../shared/i18n/t'
import { newBackend, type ServiceValues } from './serviceValues'

/** Addresses that take the place of a selector, a row each. */
export function BackendRows({ form }: { form: UseFormReturnType<ServiceValues> }) {
  const { backends } = form.values
  return (
    <Stack gap="xs">
      {backends.map((_, index) => (
        <Group key={index} gap="xs" align="flex-start" role="group" aria-label={t('Backend {number}', { number: index + 1 })}>
          <TextInput label={t('Address')} placeholder="198.51.100.7" required flex={1} miw={140} {...form.getInputProps(`backends.${index}.address`)} />
          <NumberInput label={t('Its port')} placeholder={t('the same')} hideControls w={110} {...form.getInputProps(`backends.${index}.port`)} />
          <NumberInput label={t('Weight')} placeholder="1" hideControls w={84} {...form.getInputProps(`backends.${index}.weight`)} />
          {backends.length > 1 && <ActionIcon variant="subtle" color="gray" mt={28} aria-label={t('Take away backend {number}', { number: index + 1 })} onClick={() => { form.removeListItem('backends', index) }}><IconX size={16} /></ActionIcon>}
        </Group>
      ))}
      {form.errors.backends !== undefined && <Text fz="xs" c="red" role="alert">{form.errors.backends}</Text>}
      <Group justify="flex-end">
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => { form.insertListItem('backends', newBackend) }}>{t('Another address')}</Button>
      </Group>
    </Stack>
  )
}
