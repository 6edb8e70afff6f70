import { type Document, isMap, isNode, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import { t } from '../../shared/i18n/t'

/** Something wrong with a text, at its line where it has one. */
export interface LineProblem {
  line: number | null
  message: string
}

interface Place {
  document: Document
  path: (string | number)[]
}

/** A text as a set of resources. */
export interface Manifest {
  resources: unknown[]
  prune: Record<string, string> | null
  problems: LineProblem[]
  /** Where a field of a refusal stands, such as `resources[2].ports[0].port`; null where no line is to blame. */
  lineOf: (field: string) => number | null
}

/**
 * Reads YAML, of which JSON is a part: documents that are a resource each, a list of resources, or the body of a request
 * with `resources` and `prune`.
 */
export function readManifest(text: string): Manifest {
  const lines = new LineCounter()
  const documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })].filter((each): each is Document.Parsed => 'contents' in each)
  const problems: LineProblem[] = documents.flatMap(({ errors }) => errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message })))
  const places: Place[] = []
  let prune: Manifest['prune'] = null
  for (const document of documents.filter(({ contents, errors }) => contents !== null && errors.length === 0)) {
    const { contents } = document
    const body = document.toJS() as { prune?: Record<string, string> } | null
    if (isSeq(contents)) places.push(...contents.items.map((_, index) => ({ document, path: [index] })))
    else if (isMap(contents) && isSeq(contents.get('resources'))) {
      places.push(...(contents.get('resources') as { items: unknown[] }).items.map((_, index) => ({ document, path: ['resources', index] })))
      prune = body?.prune ?? prune
    } else if (isMap(contents)) places.push({ document, path: [] })
    else problems.push({ line: lineAt(document, []), message: t('Give resources: each with its kind, its name and its fields.') })
  }
  return { resources: places.map(({ document, path }) => valueAt(document, path)), prune, problems, lineOf }

  function lineOf(field: string) {
    const [, index, rest] = /^resources\[(\d+)\](.*)$/.exec(field) ?? []
    const place = places[Number(index)]
    return place === undefined ? null : lineAt(place.document, [...place.path, ...keysOf(rest ?? '')])
  }

  // A field that is missing has no line; its resource has.
  function lineAt(document: Document, path: (string | number)[]): number | null {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return null
  }
}

const valueAt = (document: Document, path: (string | number)[]) =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document.toJS())

/** `.ports[0].port` → `['ports', 0, 'port']` */
const keysOf = (path: string) => [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index))
