import type { ChangeStage } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'

interface StageLook {
  /** How many of the three steps are done. */
  reached: number
  look: 'going' | 'held' | 'done'
  words: string
}

export const stages: Record<ChangeStage, StageLook> = {
  recorded: { reached: 1, look: 'going', words: t('on its way') },
  sent: { reached: 2, look: 'going', words: t('on its way') },
  heldUp: { reached: 2, look: 'held', words: t('held up') },
  applied: { reached: 3, look: 'done', words: t('applied') },
}
