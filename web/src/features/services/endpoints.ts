import type { Pod, Service } from '../../shared/api/types'

/** Whether a pod answers for a service: it is of its network and has all labels of its selector. */
export const isBehind = (pod: Pod, service: Service) =>
  pod.network === service.network && Object.entries(service.selector).every(([key, value]) => pod.labels[key] === value)

/** `80/tcp → 8080` */
export const portTexts = (service: Service) =>
  service.ports.map(({ port, protocol, targetPort, targetPortName }) => `${port}/${protocol} → ${targetPortName ?? targetPort ?? port}`)

/** `app=web` */
export const selectorText = (service: Service) => Object.entries(service.selector).map(([key, value]) => `${key}=${value}`).join(', ')
