import { Skeleton, Stack, Text } from '@mantine/core'
import type { Service } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { Section } from '../../shared/ui/Section'
import { Endpoint } from './Endpoint'
import { useEndpoints } from './useEndpoints'

const shown = 100

/** Who answers for a service. */
export function Endpoints({ service }: { service: Service }) {
  const { data, error, refetch } = useEndpoints(service)
  const endpoints = data?.items ?? []
  return (
    <Section title={t('Endpoints ({count})', { count: endpoints.length })}>
      {data === undefined && error === null && <Skeleton h={40} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data !== undefined && endpoints.length === 0 && <Text fz="sm">{t('No pod of the network has these labels: connections are refused.')}</Text>}
      <Stack gap="xs">{endpoints.slice(0, shown).map((endpoint) => <Endpoint key={`${endpoint.pod ?? ''}${endpoint.addresses.join()}`} endpoint={endpoint} project={service.project} />)}</Stack>
      {endpoints.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: endpoints.length - shown })}</Text>}
    </Section>
  )
}
