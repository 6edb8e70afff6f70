const collator = new Intl.Collator('en', { numeric: true })

/** The order of names as people count: node-2 before node-10. */
export const inOrder = (a: string, b: string) => collator.compare(a, b)
export const byName = (a: { name: string }, b: { name: string }) => collator.compare(a.name, b.name)
