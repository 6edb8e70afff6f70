import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useRights } from '../../shared/api/rights'
import type { Pool } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { Section } from '../../shared/ui/Section'
import { ReservationForm } from './ReservationForm'
import { ReservationLine } from './ReservationLine'
import { useReservations } from './usePool'

/** The ranges of a pool that are held, so that no network is given them. */
export function Reservations({ pool }: { pool: Pool }) {
  const { data, error, refetch } = useReservations(pool)
  const { isSystemAdmin } = useRights()
  const [isCreating, creation] = useDisclosure()
  return (
    <Section title={t('Reservations ({count})', { count: data?.items.length ?? 0 })}>
      {data === undefined && error === null && <Skeleton h={40} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Text fz="sm" c="dimmed">{t('None: all that is free may be given to networks.')}</Text>}
      <Stack gap={4}>{data?.items.map((reservation) => <ReservationLine key={reservation.id} reservation={reservation} />)}</Stack>
      {isSystemAdmin && <Group><Button variant="light" size="xs" leftSection={<IconPlus size={14} />} onClick={creation.open}>{t('Hold a range')}</Button></Group>}
      {isCreating && <ReservationForm pool={pool} onClose={creation.close} />}
    </Section>
  )
}
