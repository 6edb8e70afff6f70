import { Progress, Text } from '@mantine/core'
import { percentText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Mono } from '../../shared/ui/Mono'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import classes from './SpaceLine.module.css'

export interface Space {
  kind: 'network' | 'pool'
  name: string
  /** Absent for a pool. */
  project?: string
  cidr: string
  ratio: number
}

/** A range and how full it is. */
export function SpaceLine({ space: { kind, name, project, cidr, ratio }, isLow }: { space: Space; isLow: boolean }) {
  return (
    <div className={classes.line}>
      <Text fz="sm" truncate>{kind === 'pool' && <Text span inherit c="dimmed">{t('pool')} </Text>}<ResourceLink kind={kind} name={name} project={project} strong /></Text>
      <Mono c="dimmed" truncate fz="xs">{cidr}</Mono>
      <Progress value={100 * ratio} size="sm" color={isLow ? 'orange' : 'indigo'} aria-label={t('Used')} />
      <Text fz="sm" ta="right" {...(isLow ? { fw: 650 } : {})}>{percentText(ratio)}</Text>
    </div>
  )
}
