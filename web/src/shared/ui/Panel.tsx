import { Group, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  title: string
  aside?: ReactNode
  children: ReactNode
}

/** A framed part of a page. */
export function Panel({ title, aside, children }: Props) {
  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz={15} fw={600}>{title}</Title>
        <Text c="dimmed" fz="sm">{aside}</Text>
      </Group>
      {children}
    </Paper>
  )
}
