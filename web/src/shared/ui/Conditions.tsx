import { Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { Condition } from '../api/types'
import { Age } from '../time/Age'
import { t } from '../i18n/t'
import { conditionText } from './conditionText'

/** What is to know of a resource beside its phase. */
export function Conditions({ conditions }: { conditions: Condition[] }) {
  if (conditions.length === 0) return <Text fz="sm" c="dimmed">{t('None: nothing is wrong with it.')}</Text>
  return (
    <Stack gap="sm">
      {conditions.map((condition) => (
        <Group key={`${condition.type}${condition.reason}${condition.node ?? ''}${condition.message}`} gap="xs" wrap="nowrap" align="flex-start">
          {condition.status ? <IconAlertTriangle size={18} color="var(--mantine-color-orange-filled)" /> : <IconInfoCircle size={18} />}
          <div>
            <Text fz="sm" fw={550}>{condition.type} <Text span inherit c="dimmed" fw={400}>· {condition.reason} · <Age at={condition.since} /></Text></Text>
            <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>{conditionText(condition)}</Text>
          </div>
        </Group>
      ))}
    </Stack>
  )
}
