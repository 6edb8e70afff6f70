import type { Pod, PodRequest } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing, pairsOf, textOrNothing } from '../../shared/forms/values'

export const newInterface = { name: '', network: null as string | null, addresses: [] as string[], mac: '' }

/** What the form begins with. */
export const initialValues = {
  name: '',
  node: null as string | null,
  mode: 'network' as Pod['mode'],
  network: null as string | null,
  sharedWith: null as string | null,
  ports: [] as string[],
  addresses: [] as string[],
  mac: '',
  further: [] as (typeof newInterface)[],
  netnsPath: '',
  weight: '' as number | string,
  labels: [] as string[],
}

export type PodValues = typeof initialValues

/** A pod as the form shows it; what can't be changed is left as it begins. */
export const valuesOf = ({ name, node, ports, weight, labels }: Pod): PodValues =>
  ({ ...initialValues, name, node, ports: ports.map(portText), weight, labels: pairsOf(labels) })

const portText = ({ name, port, protocol }: Pod['ports'][number]) => `${name == null ? '' : `${name}=`}${port}/${protocol}`

/** The request says only what was filled in, and nothing that the mode has no use for. */
export function requestOf(values: PodValues): PodRequest {
  const isInNetwork = values.mode === 'network'
  const isInSeveral = isInNetwork && values.further.length > 0
  const hasOne = isInNetwork && !isInSeveral
  return {
    name: values.name.trim(),
    node: values.node ?? '',
    ...given({
      mode: isInNetwork ? undefined : values.mode,
      network: hasOne ? textOrNothing(values.network) : undefined,
      sharedWith: values.mode === 'shared' ? textOrNothing(values.sharedWith) : undefined,
      ports: listOrNothing(values.ports)?.map(portOf),
      addresses: hasOne ? listOrNothing(values.addresses) : undefined,
      mac: hasOne ? textOrNothing(values.mac) : undefined,
      interfaces: isInSeveral ? [{ ...newInterface, ...values, name: '' }, ...values.further].map(interfaceOf) : undefined,
      netnsPath: values.mode === 'shared' || values.mode === 'host' ? undefined : textOrNothing(values.netnsPath),
      weight: numberOrNothing(values.weight),
      labels: labelsOf(values.labels),
    }),
  }
}

/** The first one holds the default route. */
const interfaceOf = ({ name, network, addresses, mac }: typeof newInterface) => ({
  network: network ?? 'default',
  ...given({ name: textOrNothing(name), addresses: listOrNothing(addresses), mac: textOrNothing(mac) }),
})

/** `http=80/tcp`, `53/udp`, `8080` */
function portOf(text: string) {
  const [, name, port = '', protocol] = /^(?:([^=]*)=)?([^/]*)(?:\/(.*))?$/.exec(text.trim()) ?? []
  return { port: Number(port), protocol: protocol === 'udp' ? 'udp' as const : 'tcp' as const, ...given({ name: textOrNothing(name ?? null) }) }
}
