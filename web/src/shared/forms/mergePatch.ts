/** RFC 7396: says what differs, and takes away by null what is no longer there. */
export function mergePatch(before: object, after: object): Record<string, unknown> {
  const [old, wanted] = [before as Record<string, unknown>, after as Record<string, unknown>]
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    const [from, to] = [old[key], wanted[key]]
    if (JSON.stringify(from) === JSON.stringify(to)) continue
    patch[key] = to === undefined ? null : isTree(from) && isTree(to) ? mergePatch(from, to) : to
  }
  return patch
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
