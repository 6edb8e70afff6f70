import { Box, Code } from '@mantine/core'
import { CopyButton } from './CopyButton'

/** A resource exactly as the API gives it. */
export function JsonView({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2)
  return (
    <Box pos="relative">
      <Box pos="absolute" top={8} right={8}><CopyButton value={text} what="JSON" /></Box>
      <Code block fz={12} tabIndex={0} aria-label="JSON">{text}</Code>
    </Box>
  )
}
