import { CloseButton, Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ChangesSearch } from '../../shared/history/changesSearch'
import { historicKinds } from './words'
import { t } from '../../shared/i18n/t'
import { TimeInput } from '../../shared/time/TimeInput'
import { kindText } from '../../shared/data/kinds'

/** Narrows the history by kind, by resource, or to what stood at a time. */
export function ChangesFilter() {
  const search: ChangesSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (part: { [K in keyof ChangesSearch]: ChangesSearch[K] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && value !== ''))
    void navigate({ to: '/changes', search: next, replace: true })
  }
  return (
    <Group mb="sm" gap="sm" align="flex-end">
      <TextInput
        flex={1}
        maw={360}
        miw={200}
        label={t('Resource')}
        placeholder={t('Name or id')}
        leftSection={<IconSearch size={16} />}
        rightSection={search.resource !== undefined && <CloseButton size="sm" aria-label={t('Clear the resource')} onClick={() => { change({ resource: undefined }) }} />}
        value={search.resource ?? ''}
        onChange={(event) => { change({ resource: event.currentTarget.value }) }}
      />
      <Select label={t('Kind')} w={160} placeholder={t('Any kind')} clearable clearButtonProps={{ 'aria-label': t('Clear the kind') }} data={historicKinds.map((value) => ({ value, label: kindText(value) }))} value={search.kind ?? null} onChange={(kind) => { change({ kind: kind ?? undefined }) }} />
      <TimeInput label={t('As it stood at')} at={search.at} onChange={(at) => { change({ at }) }} />
    </Group>
  )
}
