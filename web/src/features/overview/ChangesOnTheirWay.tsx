import { Skeleton, Text } from '@mantine/core'
import { t } from '../../shared/i18n/t'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { Panel } from '../../shared/ui/Panel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { useProgress } from './useProgress'
import { WayLine } from './WayLine'

const shown = 7

/** Changes in flight, and the newest of those that have arrived. */
export function ChangesOnTheirWay() {
  const { data, error, refetch } = useProgress()
  return (
    <Panel title={t('Changes on their way')} aside={data && (data.inFlight + data.heldUp === 0 ? t('all have arrived') : t('{inFlight} in flight, {heldUp} held up', { inFlight: data.inFlight, heldUp: data.heldUp }))}>
      {data === undefined && error === null && <Skeleton h={140} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.changes.length === 0 && <Text c="dimmed" fz="sm">{t('Nothing has been asked for yet.')}</Text>}
      {data?.changes.slice(0, shown).map((change) => <WayLine key={change.revision} change={change} />)}
      {data !== undefined && data.changes.length > 0 && <Text fz="sm" mt="xs"><AnchorLink to="/changes" inherit>{t('All changes')}</AnchorLink></Text>}
    </Panel>
  )
}
