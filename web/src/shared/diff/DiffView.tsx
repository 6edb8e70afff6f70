import { Text } from '@mantine/core'
import classes from './DiffView.module.css'
import type { DiffLine } from './lines'
import { t } from '../i18n/t'

const shown = 400

interface Props {
  lines: DiffLine[]
  label: string
}

/** Lines with their signs, so that the colour never stands alone. */
export function DiffView({ lines, label }: Props) {
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wide lines are scrolled to by keyboard */}
      <pre className={classes.frame} tabIndex={0} role="region" aria-label={label}>
        <span className={classes.lines}>
          {lines.slice(0, shown).map(({ sign, text }, index) => <span key={index} className={classes.line} data-sign={sign}>{text}</span>)}
        </span>
      </pre>
      {lines.length > shown && <Text fz="xs" c="dimmed" mt={4}>{t('and {count|# line|# lines} more', { count: lines.length - shown })}</Text>}
    </>
  )
}
