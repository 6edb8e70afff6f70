import { Button, Group, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { timeText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'

interface Props {
  at: string
  revision: number
  isReading: boolean
  onRead: () => void
}

/** When the kernel was read, and a way to have it read again. */
export function ReadAt({ at, revision, isReading, onRead }: Props) {
  return (
    <Group justify="space-between">
      <Text fz="sm" c="dimmed">{t('Read by the agent at {time}, at revision {revision}.', { time: timeText(new Date(at)), revision: `${revision}` })}</Text>
      <Button variant="default" size="compact-sm" leftSection={<IconRefresh size={14} />} loading={isReading} onClick={onRead}>{t('Read again')}</Button>
    </Group>
  )
}
