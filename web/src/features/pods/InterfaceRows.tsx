import { ActionIcon, Button, Group, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { t } from '../../shared/i18n/t'
import { newInterface, type PodValues } from './podValues'

interface Props {
  form: UseFormReturnType<PodValues>
  networks: string[]
}

/** Interfaces in networks beside the first, a row each. */
export function InterfaceRows({ form, networks }: Props) {
  const { further } = form.values
  return (
    <Stack gap="xs">
      {further.map((_, index) => (
        <Group key={index} gap="xs" align="flex-start" role="group" aria-label={t('Further network {number}', { number: index + 1 })}>
          <Select label={t('Network')} placeholder={t('Choose a network')} required searchable flex={1} miw={120} data={networks} {...form.getInputProps(`further.${index}.network`)} />
          <TagsInput label={t('Addresses')} placeholder={t('allocated')} acceptValueOnBlur flex={1} miw={120} {...form.getInputProps(`further.${index}.addresses`)} />
          <TextInput label={t('Interface')} placeholder={`eth${index + 1}`} w={90} {...form.getInputProps(`further.${index}.name`)} />
          <ActionIcon variant="subtle" color="gray" mt={28} aria-label={t('Take away network {number}', { number: index + 1 })} onClick={() => { form.removeListItem('further', index) }}><IconX size={16} /></ActionIcon>
        </Group>
      ))}
      <Group justify="space-between">
        <Text fz="xs" c="dimmed">{t('By further networks a pod reaches those alone; the first holds its default route.')}</Text>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => { form.insertListItem('further', newInterface) }}>{t('Another network')}</Button>
      </Group>
    </Stack>
  )
}
