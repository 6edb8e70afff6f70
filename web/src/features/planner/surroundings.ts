import { addressOf, contains, type Range, rangeOf } from '../../shared/cidr/cidr'

const spaces = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', '0.0.0.0/0', '::/0'].flatMap((cidr) => rangeOf(cidr) ?? [])

/** How many times its own size of the surroundings a picture shows, as a power of two: a sliver is no picture. */
const room = 8

/** The part of a known space that a range is shown in. */
export function around(range: Range): Range {
  const space = spaces.find((each) => contains(each, range)) ?? range
  const prefixLength = Math.max(space.prefixLength, range.prefixLength - room)
  const base = range.cidr.split('/', 1)[0] ?? ''
  const part = rangeOf(`${base}/${prefixLength}`) ?? range
  return part.prefixLength === space.prefixLength ? space : { ...part, cidr: `${addressOf(part.first, part.bits)}/${prefixLength}` }
}
