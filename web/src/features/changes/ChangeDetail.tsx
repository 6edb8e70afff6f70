import { Drawer, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ChangesSearch } from '../../shared/history/changesSearch'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { ChangeSummary } from './ChangeSummary'
import { changeOptions } from './changes'
import { t } from '../../shared/i18n/t'
import { kindText } from '../../shared/data/kinds'

/** One change beside the history. */
export function ChangeDetail() {
  const { revision = '' } = useParams({ strict: false })
  const search: ChangesSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const { data: change, error, refetch } = useQuery(changeOptions(Number(revision)))
  return (
    <Drawer
      opened
      onClose={() => void navigate({ to: '/changes', search })}
      position="right"
      size="lg"
      title={
        <div>
          <Text c="dimmed" fz="xs">{t('Revision {revision}', { revision })}</Text>
          <Text fz="lg" fw={650} lh={1.3}>{change ? `${kindText(change.kind)} ${change.name}` : t('Change')}</Text>
        </div>
      }
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {change !== undefined && change !== null && <ChangeSummary change={change} />}
      {change === null && <Text c="dimmed">{t('There is no change of this revision, or it is older than the history.')}</Text>}
      {change === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {change === undefined && error === null && <Skeleton h={120} aria-label={t('Loading')} />}
    </Drawer>
  )
}
