import { Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { t } from '../../shared/i18n/t'
import type { ServiceValues } from './serviceValues'

/** How the agents of the pods' nodes look at them. */
export function HealthCheckFields({ form }: { form: UseFormReturnType<ServiceValues> }) {
  const { type } = form.values.healthCheck
  return (
    <Stack gap="xs">
      <Select
        label={t('Health check')}
        description={t('The agent of a pod’s node looks at it; who does not answer gets no new connections.')}
        allowDeselect={false}
        data={[{ value: 'none', label: t('none: every ready pod serves') }, { value: 'tcp', label: t('tcp: takes a connection') }, { value: 'http', label: t('http: answers a request') }]}
        {...form.getInputProps('healthCheck.type')}
      />
      {type !== 'none' && (
        <Group gap="xs" align="flex-start">
          <NumberInput label={t('Port looked at')} placeholder={t('the first')} hideControls flex={1} miw={100} {...form.getInputProps('healthCheck.port')} />
          {type === 'http' && <TextInput label={t('Path')} placeholder="/healthz" flex={1} miw={120} {...form.getInputProps('healthCheck.path')} />}
          <NumberInput label={t('Every, in seconds')} placeholder="5" hideControls flex={1} miw={100} {...form.getInputProps('healthCheck.intervalSeconds')} />
          <NumberInput label={t('Looks in a row')} placeholder="2" hideControls flex={1} miw={100} {...form.getInputProps('healthCheck.threshold')} />
        </Group>
      )}
    </Stack>
  )
}
