import { Group, Stack, Text } from '@mantine/core'
import { CopyButton } from './CopyButton'
import { Mono } from './Mono'
import { t } from '../i18n/t'

/** Addresses or CIDRs, one a line, each with a button that copies it. */
export function Addresses({ values, what = t('address') }: { values: string[] | null | undefined; what?: string }) {
  if (!values?.length) return <Text c="dimmed">–</Text>
  return (
    <Stack gap={0}>
      {values.map((value) => (
        <Group key={value} gap={4} wrap="nowrap" className="copyable">
          <Mono>{value}</Mono>
          <CopyButton value={value} what={`${what} ${value}`} />
        </Group>
      ))}
    </Stack>
  )
}
