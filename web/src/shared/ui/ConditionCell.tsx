import { Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Condition } from '../api/types'
import { conditionText } from './conditionText'
import { Hint } from './Hint'

/** The first condition in a word, and all of them in a tooltip. */
export function ConditionCell({ conditions }: { conditions: Condition[] }) {
  const [first] = conditions
  if (first === undefined) return <Text span inherit c="dimmed">–</Text>
  return (
    <Hint maw={380} label={conditions.map(conditionText).join(' ')}>
      <Group gap={6} wrap="nowrap" component="span">
        <IconAlertTriangle size={16} color="var(--mantine-color-orange-filled)" aria-hidden />
        <span>{first.type}{conditions.length > 1 && ` +${conditions.length - 1}`}</span>
      </Group>
    </Hint>
  )
}
