import { Button, Center, Code, Stack, Text, Title } from '@mantine/core'
import { t } from '../shared/i18n/t'

/** What stands where a page could not be drawn: a defect of ours, that the rest goes on beside. */
export function Broken({ error }: { error: unknown }) {
  return (
    <Center mih="60dvh">
      <Stack align="center" gap="sm" role="alert">
        <Title order={1} fz={22}>{t('This page could not be drawn')}</Title>
        <Text c="dimmed" ta="center">{t('That is a defect of the page; the networks are as they were.')}</Text>
        <Code block maw="90vw">{String(error)}</Code>
        <Button variant="light" onClick={() => { window.location.reload() }}>{t('Load it again')}</Button>
      </Stack>
    </Center>
  )
}
