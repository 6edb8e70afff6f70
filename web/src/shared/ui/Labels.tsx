import { Badge, Group, Text } from '@mantine/core'
import { t } from '../i18n/t'

/** A resource's labels. */
export function Labels({ labels }: { labels: Record<string, string> }) {
  const entries = Object.entries(labels)
  if (entries.length === 0) return <Text c="dimmed" inherit>{t('None')}</Text>
  return (
    <Group gap={6}>
      {entries.map(([key, value]) => <Badge key={key} variant="light" color="gray" tt="none" fw={500} radius="sm">{value === '' ? key : `${key}=${value}`}</Badge>)}
    </Group>
  )
}
