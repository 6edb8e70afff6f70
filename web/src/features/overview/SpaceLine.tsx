import { Progress, Text } from '@mantine/core'
import { percentText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import classes from './SpaceLine.module.css'

export interface Space {
  /** Null for a pool, which has no page. */
  network: string | null
  of: string
  cidr: string
  ratio: number
}

/** A range and how full it is. */
export function SpaceLine({ space: { network, of, cidr, ratio }, isLow }: { space: Space; isLow: boolean }) {
  return (
    <div className={classes.line}>
      <Text fz="sm" truncate>{network === null ? of : <ResourceLink kind="network" name={network} strong />}</Text>
      <Mono c="dimmed" truncate fz="xs">{cidr}</Mono>
      <Progress value={100 * ratio} size="sm" color={isLow ? 'orange' : 'indigo'} aria-label={t('Used')} />
      <Text fz="sm" ta="right" {...(isLow ? { fw: 650 } : {})}>{percentText(ratio)}</Text>
    </div>
  )
}
