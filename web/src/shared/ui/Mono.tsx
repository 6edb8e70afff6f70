import { Text, type TextProps } from '@mantine/core'
import type { ReactNode } from 'react'

/** Addresses, names of interfaces, paths: what a reader compares letter by letter. */
export function Mono({ children, ...text }: TextProps & { children: ReactNode }) {
  return (
    <Text component="span" ff="monospace" fz="0.93em" {...text}>
      {children}
    </Text>
  )
}
