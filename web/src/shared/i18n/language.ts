/** The languages there are, each by its own name. */
export const languages = { en: 'English', ru: 'Русский', zh: '中文' } as const

export type Language = keyof typeof languages

const key = 'netaas-language'

const isLanguage = (text: string | null | undefined): text is Language => text != null && text in languages

/** The one that was chosen, else the first of the browser's that there is. */
function preferred(): Language {
  const chosen = localStorage.getItem(key)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.split('-', 1)[0]).find(isLanguage) ?? 'en'
}

export const language: Language = preferred()

/** Keeps a choice and begins anew in it: texts are looked up when the page is put together, the address bar keeps the view. */
export function chooseLanguage(next: Language) {
  localStorage.setItem(key, next)
  location.reload()
}
