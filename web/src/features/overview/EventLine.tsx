import { Group, Text } from '@mantine/core'
import type { LiveEvent } from '../../shared/api/types'
import { isKind, kindText } from '../../shared/data/kinds'
import { Age } from '../../shared/time/Age'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { t } from '../../shared/i18n/t'

const verbs: Record<string, string> = { create: t('created'), update: t('changed'), delete: t('deleted') }

/** One event as a sentence. */
export function EventLine({ event }: { event: LiveEvent }) {
  const { kind, name, project, action, phase, at } = event
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm" fz="sm">
      <Text fz="sm" truncate>
        <Text span inherit c="dimmed">{kindText(kind)} </Text>
        {isKind(kind) && action !== 'delete' ? <ResourceLink kind={kind} name={name} project={project} strong /> : name}
        {action != null && ` ${verbs[action] ?? action}`}
      </Text>
      <Group gap="sm" wrap="nowrap" flex="none">
        {phase != null && <PhaseBadge phase={phase} />}
        <Text fz="xs" c="dimmed" w={68} ta="right"><Age at={at} /></Text>
      </Group>
    </Group>
  )
}
