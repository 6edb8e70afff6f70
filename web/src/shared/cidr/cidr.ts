/** A range of addresses, IPv4 as numbers of 32 bits, IPv6 of 128. */
export interface Range {
  cidr: string
  bits: 32 | 128
  first: bigint
  /** The address after the last. */
  end: bigint
  prefixLength: number
}

/** `10.10.0.0/16`, `fd00::/48`, or one address; null for anything else. Host bits are taken away. */
export function rangeOf(cidr: string): Range | null {
  const [address = '', length] = cidr.split('/')
  const bits = address.includes(':') ? 128 : 32
  const number = bits === 128 ? ipv6Number(address) : ipv4Number(address)
  const prefixLength = length === undefined ? bits : Number(length)
  if (number === null || !Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > bits) return null
  const size = 1n << BigInt(bits - prefixLength)
  const first = number - (number % size)
  return { cidr, bits, first, end: first + size, prefixLength }
}

export const contains = (outer: Range, inner: Range) => outer.bits === inner.bits && outer.first <= inner.first && inner.end <= outer.end

export const overlaps = (one: Range, other: Range) => one.bits === other.bits && one.first < other.end && other.first < one.end

/** Where a number lies in a range, 0 to 1. Exact enough for a picture. */
export const shareOf = (range: Range, at: bigint) => Number(((at - range.first) * 1_000_000n) / (range.end - range.first)) / 1_000_000

/** The address of a number, as the families write it. */
export function addressOf(number: bigint, bits: 32 | 128): string {
  const [groups, width] = bits === 32 ? [4, 8n] : [8, 16n]
  const parts = Array.from({ length: groups }, (_, index) => (number >> (width * BigInt(groups - 1 - index))) & ((1n << width) - 1n))
  if (bits === 32) return parts.join('.')
  const [start, length] = longestZeros(parts)
  const text = (some: bigint[]) => some.map((part) => part.toString(16)).join(':')
  return length < 2 ? text(parts) : `${text(parts.slice(0, start))}::${text(parts.slice(start + length))}`
}

/** RFC 5952 §4.2.3: the longest run is shortened, the first of equals. */
function longestZeros(parts: bigint[]): [start: number, length: number] {
  let best: [number, number] = [0, 0]
  for (let start = 0, length = 0; start < parts.length; start += length + 1) {
    length = parts.slice(start).findIndex((part) => part !== 0n)
    if (length < 0) length = parts.length - start
    if (length > best[1]) best = [start, length]
  }
  return best
}

function ipv4Number(text: string): bigint | null {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return null
  return parts.reduce((number, part) => number * 256n + BigInt(part), 0n)
}

function ipv6Number(text: string): bigint | null {
  const [head = '', tail] = text.split('::')
  const left = groupsOf(head)
  const right = tail === undefined ? [] : groupsOf(tail)
  const missing = 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'), ...right]
  if (missing < 0 || groups.length !== 8 || groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return null
  return groups.reduce((number, group) => number * 65536n + BigInt(`0x${group}`), 0n)
}

const groupsOf = (text: string) => (text === '' ? [] : text.split(':'))
