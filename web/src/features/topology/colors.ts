import type { Network, Pod } from '../../shared/api/types'
import { inOrder } from '../../shared/data/order'

const palette = ['indigo', 'teal', 'grape', 'orange', 'cyan', 'pink', 'lime', 'red']

/** A network as what stands in it names it; null for pods that have none. Names are a project's own. */
export const networkKey = ({ network, project }: Pick<Pod, 'network' | 'project'>) => (network == null ? null : `${project}/${network}`)

/** A colour for each network by its key, in the order of their names, so that it stays. */
export function colorsOf(networks: Network[]): Map<string, string> {
  const keys = networks.toSorted((a, b) => inOrder(a.name, b.name) || inOrder(a.project, b.project)).map(({ name, project }) => networkKey({ network: name, project }) ?? '')
  return new Map(keys.map((key, index) => [key, `var(--mantine-color-${palette[index % palette.length] ?? 'gray'}-filled)`]))
}
