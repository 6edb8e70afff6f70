import { Text } from '@mantine/core'
import type { ServiceEndpoint } from '../../shared/api/types'
import { rich, t } from '../../shared/i18n/t'
import { SignBadge } from '../../shared/diff/SignBadge'
import { Addresses } from '../../shared/ui/Addresses'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import classes from './Endpoint.module.css'

/** One behind a service: whether it takes connections, and if not, why. */
export function Endpoint({ endpoint: { pod, node, addresses, ports, weight, ready, message }, project }: { endpoint: ServiceEndpoint; project: string }) {
  return (
    <div>
      <Text fz="sm" component="div" className={classes.line ?? ''}>
        <span><SignBadge sign={ready ? '+' : '~'}>{ready ? t('serves') : t('does not serve')}</SignBadge></span>
        <span>{pod != null && <ResourceLink kind="pod" name={pod} project={project} strong />}</span>
        <span>{node != null && rich('on {node}', { node: <ResourceLink kind="node" name={node} /> })}</span>
        <div className={classes.addresses}><Addresses values={addresses} /></div>
        <span>
          <Mono c="dimmed">{ports.map(({ targetPort, protocol }) => `${targetPort}/${protocol}`).join(', ')}</Mono>
          {weight !== 1 && <Text span inherit c="dimmed"> {t('weight {weight}', { weight })}</Text>}
        </span>
      </Text>
      {message != null && <Text fz="xs" c="dimmed" mt={2}>{message}</Text>}
    </div>
  )
}
