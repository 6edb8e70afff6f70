import type { Service } from '../../shared/api/types'
import { pairsOf } from '../../shared/forms/values'
import { initialValues, newBackend, newPort, type ServiceValues } from './serviceValues'

/** A service as the form shows it; what can't be changed is left as it begins. */
export const valuesOf = (service: Service): ServiceValues => ({
  ...initialValues,
  ...given(service),
  behind: service.backends == null ? 'selector' : 'backends',
  selector: pairsOf(service.selector),
  backends: service.backends?.map(({ address, port, weight }) => ({ address, port: port ?? '', weight })) ?? [newBackend],
  externalName: service.externalName ?? '',
  ports: service.ports.length === 0 ? [newPort] : service.ports.map(portOf),
  healthCheckNodePort: service.healthCheckNodePort ?? '',
  healthCheck: service.healthCheck == null ? initialValues.healthCheck : healthCheckOf(service.healthCheck),
  labels: pairsOf(service.labels),
})

/** What the form has as the API does. */
const given = ({ name, type, network, loadBalancerIps, loadBalancerSourceRanges, sessionAffinity, sessionAffinityTimeoutSeconds, internalTrafficPolicy, externalTrafficPolicy, terminationGraceSeconds, preferSameZone }: Service) =>
  ({ name, type, network, loadBalancerIps, loadBalancerSourceRanges, sessionAffinity, sessionAffinityTimeoutSeconds, internalTrafficPolicy, externalTrafficPolicy, terminationGraceSeconds, preferSameZone })

const portOf = ({ name, port, protocol, targetPort, targetPortName, nodePort }: Service['ports'][number]) =>
  ({ name: name ?? '', port, protocol, targetPort: targetPortName ?? (targetPort == null ? '' : `${targetPort}`), nodePort: nodePort ?? '' })

const healthCheckOf = ({ type, port, path, intervalSeconds, threshold }: NonNullable<Service['healthCheck']>) =>
  ({ type, port: port ?? '', path, intervalSeconds, threshold })
