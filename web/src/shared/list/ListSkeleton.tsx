import { Paper, Skeleton, Stack } from '@mantine/core'
import { t } from '../i18n/t'

/** A list that is being read for the first time. */
export function ListSkeleton() {
  return (
    <Paper withBorder p="md" aria-busy="true" aria-label={t('Loading')}>
      <Stack gap="md">
        {[92, 100, 84, 96, 88].map((width) => <Skeleton key={width} height={18} width={`${width}%`} />)}
      </Stack>
    </Paper>
  )
}
