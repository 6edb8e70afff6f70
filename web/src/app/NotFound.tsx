import { Center, Stack, Text, Title } from '@mantine/core'
import { AnchorLink } from '../shared/ui/AnchorLink'
import { t } from '../shared/i18n/t'

export function NotFound() {
  return (
    <Center mih="60dvh">
      <Stack align="center" gap="xs">
        <Title order={1} fz={22}>{t('There is no such page')}</Title>
        <Text c="dimmed">{t('The address may be mistyped.')} <AnchorLink to="/" underline="always">{t('Go to the overview')}</AnchorLink></Text>
      </Stack>
    </Center>
  )
}
