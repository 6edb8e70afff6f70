import { CloseButton, Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { allPhases, isPhase, phases } from '../ui/phases'
import { useListSearch } from './listSearch'

/** Narrows a list by any text of its resources and by phase. */
export function ListFilter({ what }: { what: string }) {
  const [{ q = '', phase }, change] = useListSearch()
  return (
    <Group mb="sm" gap="sm">
      <TextInput
        flex={1}
        maw={360}
        miw={200}
        aria-label={`Filter ${what}`}
        placeholder={`Filter ${what} by name, address, label …`}
        leftSection={<IconSearch size={16} />}
        rightSection={q !== '' && <CloseButton size="sm" aria-label="Clear the filter" onClick={() => { change({ q: undefined, page: undefined }) }} />}
        value={q}
        onChange={(event) => { change({ q: event.currentTarget.value || undefined, page: undefined }) }}
      />
      <Select
        w={150}
        aria-label="Phase"
        placeholder="Any phase"
        clearable
        data={allPhases.map((value) => ({ value, label: phases[value].label }))}
        value={phase ?? null}
        onChange={(value) => { change({ phase: isPhase(value) ? value : undefined, page: undefined }) }}
      />
    </Group>
  )
}
