import { Group, Text } from '@mantine/core'
import type { ServiceEndpoint } from '../../shared/api/types'
import { rich, t } from '../../shared/i18n/t'
import { SignBadge } from '../../shared/diff/SignBadge'
import { Addresses } from '../../shared/ui/Addresses'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'

/** One behind a service: whether it takes connections, and if not, why. */
export function Endpoint({ endpoint: { pod, node, addresses, ports, weight, ready, message } }: { endpoint: ServiceEndpoint }) {
  return (
    <div>
      <Group gap="sm" fz="sm">
        <SignBadge sign={ready ? '+' : '~'}>{ready ? t('serves') : t('does not serve')}</SignBadge>
        {pod != null && <ResourceLink kind="pod" name={pod} strong />}
        <Addresses values={addresses} />
        <Mono c="dimmed">{ports.map(({ targetPort, protocol }) => `${targetPort}/${protocol}`).join(', ')}</Mono>
        {weight !== 1 && <Text span inherit c="dimmed">{t('weight {weight}', { weight })}</Text>}
        {node != null && <span>{rich('on {node}', { node: <ResourceLink kind="node" name={node} /> })}</span>}
      </Group>
      {message != null && <Text fz="xs" c="dimmed" mt={2}>{message}</Text>}
    </div>
  )
}
