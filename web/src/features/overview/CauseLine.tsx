import { Group, Text } from '@mantine/core'
import type { Culprit, Phase } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { CulpritLink } from '../../shared/ui/CulpritLink'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'

const shown = 12

/** Why things are not as they were asked for, and which. */
export interface Cause {
  words: string
  phase: Phase
  affected: Culprit[]
}

export function CauseLine({ cause: { words, phase, affected } }: { cause: Cause }) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <PhaseBadge phase={phase} />
      <div>
        <Text fz="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>{words}</Text>
        <Group gap="2px 14px" fz="sm" mt={2}>
          {affected.slice(0, shown).map((culprit) => <CulpritLink key={culprit.id} culprit={culprit} />)}
          {affected.length > shown && <Text fz="sm" c="dimmed">{t('and {count} more', { count: affected.length - shown })}</Text>}
        </Group>
      </div>
    </Group>
  )
}
