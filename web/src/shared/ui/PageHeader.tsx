import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface Props {
  title: string
  hint: string
  children?: ReactNode
}

/** A page's title, what it shows, and what can be done there. */
export function PageHeader({ title, hint, children }: Props) {
  useEffect(() => { document.title = `${title} · Netaas` }, [title])
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
      <div>
        <Title order={1} fz={24} fw={650}>{title}</Title>
        <Text c="dimmed" fz="sm" mt={2}>{hint}</Text>
      </div>
      {children}
    </Group>
  )
}
