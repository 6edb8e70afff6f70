import { Group, Text } from '@mantine/core'
import type { Applied, Phase } from '../../shared/api/types'
import { CulpritLink } from '../../shared/ui/CulpritLink'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { t } from '../../shared/i18n/t'

interface Props {
  resource: Applied
  phase: Phase | undefined
}

/** How far a resource that was applied has come. */
export function AppliedLine({ resource, phase }: Props) {
  return (
    <Group gap="sm" fz="sm">
      {phase === undefined ? <Text fz="sm" c="dimmed">{t('Recorded')}</Text> : <PhaseBadge phase={phase} />}
      <CulpritLink culprit={resource} />
    </Group>
  )
}
