/** Numbers in names, as long as none is longer than this, are told apart by their digits alone. */
const digits = 16

const keys = new Map<string, string>()
/** Names come and go: what is kept of them is begun anew at so many. */
const mostKeys = 50_000

/** What sorts as people count when compared letter by letter, which is many times as fast as a collator: node-2 before node-10. */
export function keyOf(name: string): string {
  let key = keys.get(name)
  if (key === undefined) {
    if (keys.size >= mostKeys) keys.clear()
    key = name.toLowerCase().replace(/\d+/g, (number) => number.padStart(digits, '0'))
    keys.set(name, key)
  }
  return key
}

/** The order of names as people count: node-2 before node-10. */
export function inOrder(a: string, b: string) {
  const [left, right] = [keyOf(a), keyOf(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

export const byName = (a: { name: string }, b: { name: string }) => inOrder(a.name, b.name)
