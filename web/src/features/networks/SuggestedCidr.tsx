import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { t } from '../../shared/i18n/t'

interface Props {
  purpose: 'pods' | 'services'
  onTake: (cidr: string) => void
}

/** The next free range of the pool, to be taken with a click. Absent where there is none, or the caller may not ask. */
export function SuggestedCidr({ purpose, onTake }: Props) {
  const { data } = useQuery({
    queryKey: ['suggestion', purpose] as const,
    queryFn: ({ signal }) => suggest(purpose, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  if (data == null) return null
  return (
    <Group gap={6} mt={-8}>
      <Text fz="xs" c="dimmed">{t('Free now:')}</Text>
      <Button variant="subtle" size="compact-xs" onClick={() => { onTake(data) }}>{t('Take {cidr}', { cidr: data })}</Button>
    </Group>
  )
}

async function suggest(purpose: Props['purpose'], signal: AbortSignal) {
  const pools = await unwrap(api.GET('/api/v1/pools', { params: { query: { limit: 100 } }, signal }))
  const pool = pools.items.find((each) => each.purpose === purpose && !each.cidr.includes(':'))
  if (pool === undefined) return null
  const next = await unwrap(api.GET('/api/v1/pools/{pool}/next', { params: { path: { pool: pool.name } }, signal }))
  return next.cidr
}
