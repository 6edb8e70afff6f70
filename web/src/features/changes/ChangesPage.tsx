import { IconHistory } from '@tabler/icons-react'
import { Outlet, useSearch } from '@tanstack/react-router'
import { Button, Center, Paper } from '@mantine/core'
import type { ChangesSearch } from '../../shared/history/changesSearch'
import { ListSkeleton } from '../../shared/list/ListSkeleton'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { ChangesFilter } from './ChangesFilter'
import { ChangesTable } from './ChangesTable'
import { useHistory } from './changes'
import { t } from '../../shared/i18n/t'

export function ChangesPage() {
  const search: ChangesSearch = useSearch({ strict: false })
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useHistory(search)
  const changes = data?.pages.flatMap(({ items }) => items)
  const isFiltered = Object.keys(search).length > 0
  return (
    <>
      <PageHeader title={t('Changes')} hint={t('Every write that was committed: by whom, with which request, what was before and what is since.')} />
      <ChangesFilter />
      {isPending && <ListSkeleton />}
      {changes === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {changes?.length === 0 && (
        <Paper withBorder>
          {isFiltered
            ? <EmptyState icon={IconHistory} title={t('Nothing matches the filter')} hint={t('How long changes are kept is a setting of the installation.')} />
            : <EmptyState icon={IconHistory} title={t('Nothing has been written yet')} hint={t('Whatever is created, changed or deleted shows here, and can be taken back.')} />}
        </Paper>
      )}
      {changes !== undefined && changes.length > 0 && <ChangesTable changes={changes} />}
      {hasNextPage && (
        <Center mt="md"><Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('Show older changes')}</Button></Center>
      )}
      <Outlet />
    </>
  )
}
