import { Paper } from '@mantine/core'
import { IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { useSettled } from '../../shared/forms/useSettled'
import { t } from '../../shared/i18n/t'
import { ListSkeleton } from '../../shared/list/ListSkeleton'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { HoldersFilter } from './HoldersFilter'
import { parseHoldersSearch } from './holdersSearch'
import { HoldersTable } from './HoldersTable'

/** Who held an address or a host port at a time: what a log of that time names can be told from that. */
export function HoldersPage() {
  const search = parseHoldersSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const question = useSettled(search)
  const isAsked = question.address !== undefined || question.hostPort !== undefined
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['holders', question] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/holders', { params: { query: question }, signal })),
    enabled: isAsked,
    retry: false,
  })
  const errors = error === null ? null : fieldErrors(error, ['address', 'hostPort'])
  return (
    <>
      <PageHeader title={t('Who held it')} hint={t('Whose an address or a port of a node is, or was at a time: for what a log names.')} />
      <HoldersFilter search={search} errors={errors?.inputs ?? {}} onChange={(change) => void navigate({ to: '/holders', search: (now: object) => parseHoldersSearch({ ...now, ...change }), replace: true })} />
      {!isAsked && <Paper withBorder><EmptyState icon={IconUserSearch} title={t('Name an address or a port')} hint={t('A pod’s or a service’s address, or a port of a node; with a time, who had it then.')} /></Paper>}
      {isAsked && data === undefined && isFetching && <ListSkeleton />}
      {errors !== null && errors.others.length > 0 && <ProblemAlert error={error} others={errors.others} onRetry={() => void refetch()} />}
      {isAsked && data?.items.length === 0 && <Paper withBorder><EmptyState icon={IconUserSearch} title={t('Nobody')} hint={t('Nobody is recorded with it at that time.')} /></Paper>}
      {isAsked && data !== undefined && data.items.length > 0 && <HoldersTable holders={data.items} />}
    </>
  )
}
