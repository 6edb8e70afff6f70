import { NumberInput } from '@mantine/core'
import { t } from '../i18n/t'
import { longestGrace } from './grace'

interface Props {
  seconds: number
  onChange: (seconds: number) => void
}

/** How long pods keep the connections that they have before they go. */
export function GraceInput({ seconds, onChange }: Props) {
  return (
    <NumberInput
      label={t('Grace, in seconds')}
      description={t('For so long they keep the connections that they have, and services send no new ones. 0: at once.')}
      min={0}
      max={longestGrace}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      value={seconds}
      onChange={(value) => { onChange(Number(value)) }}
    />
  )
}
