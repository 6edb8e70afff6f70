// Holds the texts of the sources against the dictionaries: every t('…') and rich('…') must have a translation in each
// language with the same holes, and no translation may be left over. With --missing it prints what each lacks.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const sources = join(import.meta.dirname, '..', 'src')
const dictionaries = ['ru', 'zh'].map((language) => ({ language, texts: JSON.parse(readFileSync(join(sources, 'shared/i18n', `${language}.json`), 'utf8')) }))
const listsMissing = process.argv.includes('--missing')

/** What may be asked for: exact texts, and patterns of those that are put together of a closed choice. */
const exact = new Set()
const literals = new Set()
const patterns = []

for (const name of readdirSync(sources, { recursive: true }))
  if (/\.tsx?$/.test(name) && !name.startsWith('api/')) read(join(sources, name))

function read(path) {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, kind))
}

function visit(node) {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && ['t', 'rich'].includes(node.expression.text)) note(node.arguments[0])
  // Texts that stand in tables and are looked up later are typed as messages; the compiler checks those.
  if (ts.isStringLiteral(node)) literals.add(node.text)
  ts.forEachChild(node, visit)
}

function note(argument) {
  if (argument === undefined) return
  if (ts.isStringLiteral(argument)) exact.add(argument.text)
  else if (ts.isConditionalExpression(argument)) [argument.whenTrue, argument.whenFalse].forEach(note)
  else if (ts.isTemplateExpression(argument)) {
    const parts = [argument.head.text, ...argument.templateSpans.map(({ literal }) => literal.text)]
    patterns.push(new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`))
  }
}

const holes = (text) => [...text.matchAll(/\{([^}|]*)/g)].map(([, name]) => name).sort().join()
const problems = dictionaries.flatMap(({ language, texts }) => [
  ...[...exact].filter((text) => !(text in texts)).map((text) => (listsMissing ? JSON.stringify(text) : `${language}: no “${text}”`)),
  ...Object.keys(texts).filter((text) => !exact.has(text) && !literals.has(text) && !patterns.some((each) => each.test(text))).map((text) => `${language}: nobody asks for “${text}”`),
  ...Object.entries(texts).filter(([text, translation]) => holes(text) !== holes(translation)).map(([text]) => `${language}: other holes in “${text}”`),
  ...Object.entries(texts).filter(([, translation]) => translation.trim() === '').map(([text]) => `${language}: nothing for “${text}”`),
])
const [one, other] = dictionaries.map(({ texts }) => new Set(Object.keys(texts)))
problems.push(...[...one, ...other].filter((text) => one.has(text) !== other.has(text)).map((text) => `only one language has “${text}”`))
if (problems.length > 0) {
  console.log(problems.join('\n'))
  process.exitCode = 1
}
