import { Stack } from '@mantine/core'
import type { Service } from '../../shared/api/types'
import { rich, t } from '../../shared/i18n/t'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'

/** The load-balancer addresses of a service, each with the node that answers for it. */
export function Answering({ addresses }: { addresses: Service['status']['loadBalancer'] }) {
  return (
    <Stack gap={2}>
      {addresses.map(({ address, node }) => (
        <span key={address}>
          {node == null
            ? rich('{address}, nobody answers', { address: <Mono>{address}</Mono> })
            : rich('{address} on {node}', { address: <Mono>{address}</Mono>, node: <ResourceLink kind="node" name={node} /> })}
        </span>
      ))}
      {addresses.length === 0 && t('none')}
    </Stack>
  )
}
