import { Center, Stack, Text, Title } from '@mantine/core'
import { AnchorLink } from '../shared/ui/AnchorLink'

export function NotFound() {
  return (
    <Center mih="60dvh">
      <Stack align="center" gap="xs">
        <Title order={1} fz={22}>There is no such page</Title>
        <Text c="dimmed">The address may be mistyped. <AnchorLink to="/" underline="always">Go to the overview</AnchorLink></Text>
      </Stack>
    </Center>
  )
}
