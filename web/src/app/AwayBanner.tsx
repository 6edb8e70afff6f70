import { Alert } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useConnection } from '../shared/live/connection'
import { useNow } from '../shared/time/clock'
import { t } from '../shared/i18n/t'
import { timeText } from '../shared/i18n/numbers'

/** A reconnect within this time is not worth a word. */
const patience = 2_000

/** Says that the page may be out of date. */
export function AwayBanner() {
  const { state, since } = useConnection()
  const now = useNow()
  if (state !== 'away' || now - since < patience) return null
  return (
    <Alert color="orange" mb="md" icon={<IconPlugConnectedX size={18} />} title={t('The connection to the API is away')} role="alert">
      {t('What you see is as of {time}. The page keeps trying and catches up by itself.', { time: timeText(new Date(since)) })}
    </Alert>
  )
}
