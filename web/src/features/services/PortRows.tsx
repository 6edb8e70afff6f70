import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { t } from '../../shared/i18n/t'
import { newPort, type ServiceValues } from './serviceValues'

interface Props {
  form: UseFormReturnType<ServiceValues>
  hasNodePorts: boolean
}

/** The ports of a service, a row each. */
export function PortRows({ form, hasNodePorts }: Props) {
  const { ports } = form.values
  return (
    <Stack gap="xs">
      {ports.map((_, index) => (
        <Group key={index} gap="xs" align="flex-start" wrap="wrap" role="group" aria-label={t('Port {number}', { number: index + 1 })}>
          <NumberInput label={t('Port')} placeholder="80" required hideControls w={84} {...form.getInputProps(`ports.${index}.port`)} />
          <Select label={t('Protocol')} data={[{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }]} allowDeselect={false} w={84} {...form.getInputProps(`ports.${index}.protocol`)} />
          <TextInput label={t('Pods’ port')} placeholder={t('the same')} flex={1} miw={110} {...form.getInputProps(`ports.${index}.targetPort`)} />
          <TextInput label={t('Port’s name')} placeholder="http" flex={1} miw={96} {...form.getInputProps(`ports.${index}.name`)} />
          {hasNodePorts && <NumberInput label={t('Node port')} placeholder={t('next free')} hideControls w={110} {...form.getInputProps(`ports.${index}.nodePort`)} />}
          {ports.length > 1 && <ActionIcon variant="subtle" color="gray" mt={28} aria-label={t('Take away port {number}', { number: index + 1 })} onClick={() => { form.removeListItem('ports', index) }}><IconX size={16} /></ActionIcon>}
        </Group>
      ))}
      {form.errors.ports !== undefined && <Text fz="xs" c="red" role="alert">{form.errors.ports}</Text>}
      <Group justify="space-between">
        <Text fz="xs" c="dimmed">{t('The pods’ port is a number, or the name that pods give theirs.')}</Text>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => { form.insertListItem('ports', newPort) }}>{t('Another port')}</Button>
      </Group>
    </Stack>
  )
}
