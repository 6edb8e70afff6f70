import { CloseButton, Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { allPhases, isPhase, phases } from '../ui/phases'
import { useListSearch } from './listSearch'
import { t } from '../i18n/t'
import { type KindNames } from '../data/kinds'

/** Narrows a list by any text of its resources and by phase. */
export function ListFilter({ what }: { what: KindNames['many'] }) {
  const [{ q = '', phase }, change] = useListSearch()
  return (
    <Group mb="sm" gap="sm">
      <TextInput
        flex={1}
        maw={360}
        miw={200}
        aria-label={t(`Filter ${what}`)}
        placeholder={t(`Filter ${what} by name, address, label …`)}
        leftSection={<IconSearch size={16} />}
        rightSection={q !== '' && <CloseButton size="sm" aria-label={t('Clear the filter')} onClick={() => { change({ q: undefined, page: undefined }) }} />}
        value={q}
        onChange={(event) => { change({ q: event.currentTarget.value || undefined, page: undefined }) }}
      />
      {what !== 'pools' && <Select
        w={150}
        aria-label={t('Phase')}
        placeholder={t('Any phase')}
        clearable
        data={allPhases.map((value) => ({ value, label: phases[value].label }))}
        value={phase ?? null}
        onChange={(value) => { change({ phase: isPhase(value) ? value : undefined, page: undefined }) }}
      />}
    </Group>
  )
}
