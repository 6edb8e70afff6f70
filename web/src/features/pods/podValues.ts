import type { Pod, PodRequest } from '../../shared/api/types'
import { given, labelsOf, listOrNothing, numberOrNothing, textOrNothing } from '../../shared/forms/values'

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
  netnsPath: '',
  weight: '' as number | string,
  labels: [] as string[],
}

/** The request says only what was filled in, and nothing that the mode has no use for. */
export function requestOf(values: typeof initialValues): PodRequest {
  const isInNetwork = values.mode === 'network'
  return {
    name: values.name.trim(),
    node: values.node ?? '',
    ...given({
      mode: isInNetwork ? undefined : values.mode,
      network: isInNetwork ? textOrNothing(values.network) : undefined,
      sharedWith: values.mode === 'shared' ? textOrNothing(values.sharedWith) : undefined,
      ports: listOrNothing(values.ports)?.map(portOf),
      addresses: isInNetwork ? listOrNothing(values.addresses) : undefined,
      mac: isInNetwork ? textOrNothing(values.mac) : undefined,
      netnsPath: values.mode === 'shared' || values.mode === 'host' ? undefined : textOrNothing(values.netnsPath),
      weight: numberOrNothing(values.weight),
      labels: labelsOf(values.labels),
    }),
  }
}

/** `http=80/tcp`, `53/udp`, `8080` */
function portOf(text: string) {
  const [, name, port = '', protocol] = /^(?:([^=]*)=)?([^/]*)(?:\/(.*))?$/.exec(text.trim()) ?? []
  return { port: Number(port), protocol: protocol === 'udp' ? 'udp' as const : 'tcp' as const, ...given({ name: textOrNothing(name ?? null) }) }
}
