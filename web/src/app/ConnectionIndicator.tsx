import { Tooltip } from '@mantine/core'
import { useConnection } from '../shared/live/connection'
import classes from './ConnectionIndicator.module.css'
import { t } from '../shared/i18n/t'

const words = {
  connecting: { label: t('Connecting'), hint: t('Opening the stream of changes.') },
  live: { label: t('Live'), hint: t('Every change shows here as it happens.') },
  away: { label: t('Reconnecting'), hint: t('The stream of changes is away; the page tries again and catches up by itself.') },
}

/** Whether what the page shows is current. */
export function ConnectionIndicator() {
  const { state } = useConnection()
  const { label, hint } = words[state]
  return (
    <Tooltip label={hint} multiline maw={260}>
      <span className={classes.indicator} data-state={state} role="status">
        <span className={classes.dot} />
        <span className={classes.label}>{label}</span>
      </span>
    </Tooltip>
  )
}
