import { diffLines } from 'diff'

/** How a line of a comparison stands: new, gone, in a new form, or as it was. */
export type Sign = '+' | '−' | '~' | ' '

export interface DiffLine {
  sign: Sign
  text: string
}

const textOf = (value: unknown) => (value == null ? '' : `${JSON.stringify(value, null, 2)}\n`)

/** Two values as JSON, line by line. Null stands for nothing at all. */
export const diffOf = (before: unknown, after: unknown): DiffLine[] =>
  diffLines(textOf(before), textOf(after)).flatMap(({ added, removed, value }) =>
    value.replace(/\n$/, '').split('\n').map((text) => ({ sign: added ? '+' : removed ? '−' : ' ', text })))
