import { TextInput } from '@mantine/core'

interface Props {
  label: string
  /** In UTC, as the API takes it. */
  at: string | undefined
  onChange: (at: string | undefined) => void
}

/** A moment, given in the browser's zone. */
export function TimeInput({ label, at, onChange }: Props) {
  return (
    <TextInput
      label={label}
      type="datetime-local"
      step={1}
      w={230}
      value={localTime(at)}
      onChange={(event) => { onChange(event.currentTarget.value === '' ? undefined : new Date(event.currentTarget.value).toISOString()) }}
    />
  )
}

/** A time as an input of the browser's zone takes it. */
function localTime(at: string | undefined) {
  if (at === undefined) return ''
  const time = new Date(at)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
