import { Code, Group } from '@mantine/core'
import { CopyButton } from './CopyButton'
import { t } from '../i18n/t'

/** A command to run in a shell, ready to be copied. */
export function Command({ line }: { line: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code block flex={1} fz={12} py={6} style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
        {line}
      </Code>
      <CopyButton value={line} what={t('command')} />
    </Group>
  )
}
