import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of a page or a drawer, under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs">
      <Title order={3} fz={12} tt="uppercase" lts={0.5} c="dimmed" fw={600}>{title}</Title>
      {children}
    </Stack>
  )
}
