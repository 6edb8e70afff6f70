import { NumberInput, SegmentedControl, Stack, TagsInput, Text } from '@mantine/core'
import type { PlannerSearch } from './plannerSearch'
import { t } from '../../shared/i18n/t'

interface Props {
  search: PlannerSearch
  errors: Record<string, string>
  onChange: (change: { [K in keyof PlannerSearch]?: PlannerSearch[K] | undefined }) => void
}

/** What a network has to hold. */
export function PlannerForm({ search, errors, onChange }: Props) {
  const number = (field: 'nodes' | 'pods' | 'services' | 'growth') => ({
    value: search[field],
    onChange: (value: number | string) => { if (value !== '') onChange({ [field]: Number(value) }) },
  })
  return (
    <Stack>
      <NumberInput label={t('Nodes')} description={t('How many there are today.')} min={1} max={100_000} {...number('nodes')} error={errors.nodes} />
      <NumberInput label={t('Pods on a node')} description={t('At most, in the node’s first block.')} min={1} max={65_533} {...number('pods')} error={errors.podsPerNode} />
      <NumberInput label={t('Services')} description={t('Virtual addresses; none for 0.')} min={0} max={1_000_000} {...number('services')} error={errors.services} />
      <NumberInput label={t('Growth')} description={t('By which nodes and services may grow.')} min={1} max={100} prefix="× " decimalScale={1} {...number('growth')} error={errors.growthFactor} />
      <div>
        <Text fz="sm" fw={500} mb={4} id="families">{t('Addresses')}</Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="families"
          data={[{ value: 'ipv4', label: 'IPv4' }, { value: 'ipv6', label: 'IPv6' }, { value: 'dual', label: t('Both') }]}
          value={search.family}
          onChange={(family) => { onChange({ family }) }}
        />
      </div>
      <TagsInput
        label={t('Keep clear of')}
        description={t('Beside all that is recorded.')}
        placeholder="10.0.0.0/12"
        acceptValueOnBlur
        value={search.avoid?.split(',') ?? []}
        onChange={(avoid) => { onChange({ avoid: avoid.length === 0 ? undefined : avoid.join(',') }) }}
        error={errors.avoid}
      />
    </Stack>
  )
}
