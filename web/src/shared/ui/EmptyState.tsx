import { Stack, Text, ThemeIcon, Title } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface Props {
  icon: Icon
  title: string
  hint: string
  children?: ReactNode
}

/** Says why there is nothing, and what to do about it. */
export function EmptyState({ icon: Picture, title, hint, children }: Props) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <ThemeIcon variant="light" size={48} radius="xl"><Picture size={24} /></ThemeIcon>
      <Title order={2} fz="md">{title}</Title>
      <Text c="dimmed" fz="sm" maw={420}>{hint}</Text>
      {children}
    </Stack>
  )
}
