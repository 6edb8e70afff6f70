import { language } from './language'

const number = new Intl.NumberFormat(language)
const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
const minute = new Intl.DateTimeFormat(language, { timeStyle: 'short' })

/** What a percentage still tells from nothing. */
const least = 0.001

/** Numbers and times as the user's language writes them. */
export const numberText = (value: number) => number.format(value)
export const timeText = (at: Date) => time.format(at)

/** `3.2%`; a little is not nothing: `< 0.1%`. */
export const percentText = (ratio: number) => (ratio > 0 && ratio < least ? `< ${percent.format(least)}` : percent.format(ratio))

export const minuteText = (at: Date) => minute.format(at)
export const dateTimeText = (at: Date) => dateTime.format(at)

/** `14 ms`, `1.2 s`. */
export const millisecondsText = (milliseconds: number) =>
  milliseconds < 1000
    ? unit(milliseconds, 'millisecond', milliseconds < 10 ? 1 : 0)
    : unit(milliseconds / 1000, 'second', milliseconds < 10_000 ? 1 : 0)

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

/** `850 byte`, `1.2 kB`. */
export function bytesText(bytes: number) {
  const size = Math.min(sizes.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** size
  return unit(value, sizes[size] ?? 'byte', size > 0 && value < 10 ? 1 : 0)
}

const unit = (value: number, name: string, digits: number) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value)

/** Counts of IPv6 run beyond what anybody reads. */
export const countText = (count: number) => (count > 1e9 ? count.toExponential(1).replace('e+', ' × 10^') : numberText(count))
