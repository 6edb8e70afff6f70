import type { Resource } from '../api/types'

/** What a filter looks at, put together once a version of a resource: thousands are asked at every key. */
const texts = new WeakMap<Resource, string>()

/** Whether a resource has a text anywhere in it. */
export function matches(resource: Resource, text: string): boolean {
  if (text === '') return true
  let all = texts.get(resource)
  if (all === undefined) {
    all = JSON.stringify(resource).toLowerCase()
    texts.set(resource, all)
  }
  return all.includes(text.toLowerCase())
}
