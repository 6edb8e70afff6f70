import { Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../shared/i18n/t'
import { KernelDiff } from './KernelDiff'
import { KernelPlan } from './KernelPlan'
import { KernelState } from './KernelState'

const looks = { plan: KernelPlan, state: KernelState, diff: KernelDiff }

type Look = keyof typeof looks

const isLook = (text: string): text is Look => text in looks

/** What a node's kernel should hold, what it does, and in what they differ. */
export function NodeKernel({ node }: { node: string }) {
  const [look, setLook] = useState<Look>('plan')
  const [filter, setFilter] = useState('')
  const View = looks[look]
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('What to show')}
          data={[{ value: 'plan', label: t('Plan') }, { value: 'state', label: t('State') }, { value: 'diff', label: t('Difference') }]}
          value={look}
          onChange={(next) => { if (isLook(next)) setLook(next) }}
        />
        <TextInput aria-label={t('Filter objects')} placeholder={t('Filter objects')} leftSection={<IconSearch size={16} />} flex={1} maw={280} value={filter} onChange={(event) => { setFilter(event.currentTarget.value) }} />
      </Group>
      <View node={node} filter={filter.toLowerCase()} />
    </Stack>
  )
}
