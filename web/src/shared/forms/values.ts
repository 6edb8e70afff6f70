/** A request says only what was filled in: what is absent is chosen by the API. */
export const textOrNothing = (text: string | null) => (text === null || text.trim() === '' ? undefined : text.trim())

export const listOrNothing = (list: string[]) => (list.length === 0 ? undefined : list)

/** A number input holds an empty text where nothing was given. */
export const numberOrNothing = (value: number | string) => (value === '' ? undefined : Number(value))

/** `app=web` → `{ app: 'web' }` */
export const labelsOf = (pairs: string[]) =>
  pairs.length === 0 ? undefined : Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '']))

/** `{ app: 'web' }` → `app=web` */
export const pairsOf = (labels: Record<string, string>) => Object.entries(labels).map(([key, value]) => `${key}=${value}`)

/** Leaves out what is undefined. */
export const given = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
