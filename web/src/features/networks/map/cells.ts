import type { Address, Block } from '../../../shared/api/types'
import { addressOf, rangeOf } from '../../../shared/cidr/cidr'
import { t } from '../../../shared/i18n/t'

export type Use = 'pod' | 'lease' | 'tunnel' | 'resting' | 'reserved' | 'free'

/** An address in the picture of its block. */
export interface Cell {
  address: string
  use: Use
  /** What the reader is told of it. */
  words: string
  pod: string | null
}

export const uses: Record<Use, string> = {
  pod: t('held by a pod'),
  lease: t('leased to the node’s agent'),
  tunnel: t('of a node’s tunnel'),
  resting: t('given back, rests'),
  reserved: t('reserved'),
  free: t('free'),
}

/** A picture of more is none. */
export const cellsShown = 1024n

/** The addresses of a block from its first one on, each with its use. */
export function cellsOf(block: Block, held: Address[]): Cell[] {
  const range = rangeOf(block.cidr)
  if (range === null) return []
  const holders = new Map(held.filter(isOfBlock).map((each) => [each.address, each]))
  const resting = new Set(block.resting)
  const size = range.end - range.first
  return Array.from({ length: Number(size < cellsShown ? size : cellsShown) }, (_, index) => {
    const address = addressOf(range.first + BigInt(index), range.bits)
    const holder = holders.get(address)
    const reserved = reservation(block, address, index, range.bits === 32 && BigInt(index) === size - 1n)
    const use: Use = holder !== undefined ? holder.holder : reserved !== null ? 'reserved' : resting.has(address) ? 'resting' : 'free'
    const words = holder === undefined ? reserved ?? uses[use] : holder.pod == null ? `${uses[use]} (${holder.node})` : t('pod {name}', { name: holder.pod })
    return { address, use, words, pod: holder?.pod ?? null }
  })
}

/** Load-balancer addresses are of no block. */
const isOfBlock = (address: Address): address is Address & { holder: Use } => address.holder !== 'loadBalancer'

function reservation({ gateway }: Block, address: string, index: number, isLast: boolean): string | null {
  if (address === gateway) return t('gateway: the bridge of the node')
  if (index === 0) return t('reserved: the network’s own address')
  return isLast ? t('reserved: broadcast') : null
}
