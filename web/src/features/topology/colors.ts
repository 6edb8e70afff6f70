import type { Network } from '../../shared/api/types'

const palette = ['indigo', 'teal', 'grape', 'orange', 'cyan', 'pink', 'lime', 'red']

/** A colour for each network, in the order of their names, so that it stays. */
export function colorsOf(networks: Network[]): Map<string, string> {
  const names = networks.map(({ name }) => name).sort()
  return new Map(names.map((name, index) => [name, `var(--mantine-color-${palette[index % palette.length] ?? 'gray'}-filled)`]))
}
