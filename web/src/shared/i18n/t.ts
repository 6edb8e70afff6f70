import { Fragment, createElement, type ReactNode } from 'react'
import type ru from './ru.json'
import { language } from './language'
import { numberText } from './numbers'

/** Every text of the page, in English; the dictionaries have each in the other languages. */
export type Message = keyof typeof ru

type Dictionary = Record<Message, string>

const dictionaries: Record<typeof language, () => Promise<Dictionary | null>> = {
  en: () => Promise.resolve(null),
  ru: () => import('./ru.json').then((module) => module.default),
  zh: () => import('./zh.json').then((module) => module.default),
}

let dictionary: Dictionary | null = null

/** Reads the dictionary of the language; texts are right only after that. */
export async function loadDictionary() {
  document.documentElement.lang = language
  dictionary = await dictionaries[language]()
}

// The forms of a language in the order in which a text has them: one|other, one|few|many, other.
const forms: Record<typeof language, Intl.LDMLPluralRule[]> = { en: ['one', 'other'], ru: ['one', 'few', 'many'], zh: ['other'] }
const rules = new Intl.PluralRules(language)

type Values = Record<string, string | number>

/** A text in the user's language: `{name}` stands for a value, `{count|# pod|# pods}` for a number with its noun. */
export const t = (message: Message, values: Values = {}): string =>
  partsOf(message).map((part) => (typeof part === 'string' ? part : filled(part, values))).join('')

/** The same with elements as values. */
export const rich = (message: Message, values: Record<string, ReactNode>): ReactNode =>
  partsOf(message).map((part, index) => {
    if (typeof part === 'string') return part
    const value = values[part.name]
    return typeof value === 'string' || typeof value === 'number' ? filled(part, { [part.name]: value }) : createElement(Fragment, { key: index }, value)
  })

interface Hole {
  name: string
  forms: string[]
}

function partsOf(message: Message): (string | Hole)[] {
  const text = dictionary?.[message] ?? message
  return text.split(/(\{[^}]*\})/).filter((part) => part !== '').map((part) => {
    if (!part.startsWith('{')) return part
    const [name = '', ...choices] = part.slice(1, -1).split('|')
    return { name, forms: choices }
  })
}

function filled({ name, forms: choices }: Hole, values: Values): string {
  const value = values[name]
  if (value === undefined) return `{${name}}`
  if (typeof value === 'string') return value
  const text = numberText(value)
  if (choices.length === 0) return text
  const form = forms[language].indexOf(rules.select(value))
  return (choices[form] ?? choices.at(-1) ?? '#').replace('#', text)
}
