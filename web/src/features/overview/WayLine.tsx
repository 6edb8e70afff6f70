import { Text, Tooltip } from '@mantine/core'
import type { ChangeProgress } from '../../shared/api/types'
import { kindText } from '../../shared/data/kinds'
import { millisecondsText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Age } from '../../shared/time/Age'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { stages } from './stages'
import classes from './WayLine.module.css'

/** A change and how far it has come: recorded, sent, applied on so many nodes. */
export function WayLine({ change }: { change: ChangeProgress }) {
  const { revision, kind, name, action, at, stage, nodes, lagging, readyMilliseconds } = change
  const { reached, look, words } = stages[stage]
  const reasons = lagging.map(({ node, reason }) => (node ? `${node}: ${reason}` : reason)).join('; ')
  return (
    <div className={classes.line}>
      <Text fz="sm" truncate>
        <Text span inherit c="dimmed">{kindText(kind)} </Text>
        <AnchorLink to="/changes/$revision" params={{ revision: `${revision}` }} fw={600} inherit>{name}</AnchorLink>
        <Text span inherit c="dimmed"> {action === 'create' ? t('created') : action === 'delete' ? t('deleted') : t('changed')}</Text>
      </Text>
      <Tooltip label={reasons} disabled={reasons === ''} multiline maw={360}>
        <span className={classes.way} data-look={look}>
          {[t('recorded'), t('sent')].map((step, index) => (
            <span key={step} className={classes.step} data-reached={reached > index || undefined}>{step}</span>
          ))}
          <span className={classes.step} data-reached={reached > 2 || undefined} data-last>{t('applied')} {nodes.ready}/{nodes.total}</span>
        </span>
      </Tooltip>
      <Text fz="xs" ta="right" className={classes.took ?? ''} {...(stage === 'applied' ? {} : { fw: 600 })}>
        {readyMilliseconds == null ? (stage === 'applied' ? '' : words) : t('ready in {time}', { time: millisecondsText(readyMilliseconds) })}
      </Text>
      <Text fz="xs" c="dimmed" ta="right" className={classes.age ?? ''}><Age at={at} /></Text>
    </div>
  )
}
