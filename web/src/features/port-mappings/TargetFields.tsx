import { Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useListOf, useOwnProject } from '../../shared/data/scope'
import { t } from '../../shared/i18n/t'
import type { PortMappingValues } from './portMappingValues'

interface Props {
  form: UseFormReturnType<PortMappingValues>
  /** The mapping's; undefined for a new one. */
  project: string | undefined
}

/** Where a mapping leads: to a pod's port, or to a service's. */
export function TargetFields({ form, project }: Props) {
  const own = useOwnProject()
  const whose = project ?? own
  const pods = useListOf('pod', whose)
  const services = useListOf('service', whose)
  const { to, service } = form.values
  const ports = services.find(({ name }) => name === service)?.ports.map(({ port }) => port) ?? []
  return (
    <>
      <Stack gap={6}>
        <Text fz="sm" fw={500} id="leads-to">{t('Leads to')}</Text>
        <SegmentedControl aria-labelledby="leads-to" data={[{ value: 'pod', label: t('A pod') }, { value: 'service', label: t('A service') }]} {...form.getInputProps('to')} />
      </Stack>
      <Group grow align="flex-start">
        {to === 'pod' && <Select label={t('Pod')} description={t('Where the traffic goes.')} placeholder={t('Choose a pod')} required searchable data={pods.map(({ name }) => name).sort()} {...form.getInputProps('pod')} />}
        {to === 'pod' && <NumberInput label={t('Pod’s port')} description={t('Empty: the same as the host port.')} placeholder="80" hideControls {...form.getInputProps('targetPort')} />}
        {to === 'service' && <Select label={t('Service')} description={t('Its endpoints share the traffic.')} placeholder={t('Choose a service')} required searchable data={services.map(({ name }) => name).sort()} {...form.getInputProps('service')} />}
        {to === 'service' && <NumberInput label={t('Service’s port')} description={ports.length === 0 ? t('One of its ports.') : t('One of {ports}.', { ports: ports.join(', ') })} placeholder={`${ports[0] ?? 80}`} required hideControls {...form.getInputProps('servicePort')} />}
      </Group>
    </>
  )
}
