import { useQuery } from '@tanstack/react-query'
import { api } from '../../../shared/api/client'
import { unwrap } from '../../../shared/api/problem'
import type { Address, Block } from '../../../shared/api/types'

/** The API counts addresses anew every few seconds; no event tells of them. */
const interval = 4_000
const limit = 1000

/** All blocks of a network, in the order of their addresses. */
export const useBlocks = (network: string) =>
  useQuery({
    queryKey: ['list', 'block', network] as const,
    queryFn: async ({ signal }) => {
      const blocks: Block[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await unwrap(api.GET('/api/v1/blocks', { params: { query: { network, limit, ...(cursor === undefined ? {} : { cursor }) } }, signal }))
        blocks.push(...page.items)
        cursor = page.nextCursor ?? null
      }
      return blocks
    },
    refetchInterval: interval,
  })

/** The addresses of a block of a network that somebody holds. The network by its id: blocks tell its name, which another project's may have, too. */
export const useAddresses = (network: string, { node, cidr }: Block) =>
  useQuery({
    queryKey: ['list', 'address', network, node, cidr] as const,
    queryFn: async ({ signal }) => {
      const held: Address[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const query = { network, limit, ...(node == null ? {} : { node }), ...(cursor === undefined ? {} : { cursor }) }
        const page = await unwrap(api.GET('/api/v1/addresses', { params: { query }, signal }))
        held.push(...page.items.filter(({ block }) => block === cidr))
        cursor = page.nextCursor ?? null
      }
      return held
    },
    refetchInterval: interval,
  })
