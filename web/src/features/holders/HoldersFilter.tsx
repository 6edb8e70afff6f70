import { Group, NumberInput, Select, TextInput } from '@mantine/core'
import { useList } from '../../shared/data/queries'
import { t } from '../../shared/i18n/t'
import { TimeInput } from '../../shared/time/TimeInput'
import type { HoldersSearch } from './holdersSearch'

interface Props {
  search: HoldersSearch
  errors: Record<string, string>
  onChange: (change: { [K in keyof HoldersSearch]: HoldersSearch[K] | undefined }) => void
}

/** Asks for an address, or for a port of a node; one puts the other away. */
export function HoldersFilter({ search, errors, onChange }: Props) {
  const nodes = useList('node').data ?? []
  const { address = '', hostPort, protocol = 'tcp', node, at } = search
  return (
    <Group mb="sm" gap="sm" align="flex-start">
      <TextInput flex={1} maw={300} miw={180} label={t('Address')} placeholder="10.10.1.2" value={address} error={errors.address} onChange={(event) => { onChange({ address: event.currentTarget.value, hostPort: undefined, protocol: undefined, node: undefined }) }} />
      <NumberInput w={120} label={t('Or a host port')} placeholder="8080" hideControls min={1} max={65_535} value={hostPort ?? ''} error={errors.hostPort} onChange={(value) => { onChange({ hostPort: value === '' ? undefined : Number(value), address: undefined }) }} />
      {hostPort !== undefined && <Select w={100} label={t('Protocol')} allowDeselect={false} data={[{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }]} value={protocol} onChange={(value) => { onChange({ protocol: value === 'udp' ? 'udp' : undefined }) }} />}
      {hostPort !== undefined && <Select w={180} label={t('Node')} placeholder={t('Any node')} clearable searchable clearButtonProps={{ 'aria-label': t('Clear the node') }} data={nodes.map(({ name }) => name).sort()} value={node ?? null} onChange={(value) => { onChange({ node: value ?? undefined }) }} />}
      <TimeInput label={t('At (empty: now)')} at={at} onChange={(value) => { onChange({ at: value }) }} />
    </Group>
  )
}
