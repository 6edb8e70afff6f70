import { Text } from '@mantine/core'

/** A number that is looked at first, under its name. */
export function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text fz="xs" c="dimmed">{name}</Text>
      <Text fz={22} fw={650} lh={1.25}>{value}</Text>
    </div>
  )
}
