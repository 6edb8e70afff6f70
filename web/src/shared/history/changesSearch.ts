/** What the address bar says of the history. Absent: all of it. */
export interface ChangesSearch {
  kind?: string
  /** A resource's name or id. */
  resource?: string
  /** What stood at this time, instead of what happened. */
  at?: string
}

export function parseChangesSearch({ kind, resource, at }: Record<string, unknown>): ChangesSearch {
  return {
    ...(typeof kind === 'string' && kind !== '' ? { kind } : {}),
    ...(typeof resource === 'string' && resource !== '' ? { resource } : {}),
    ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { at } : {}),
  }
}
