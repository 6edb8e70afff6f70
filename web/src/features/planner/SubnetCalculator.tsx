import { Group, NumberInput, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { useSettled } from '../../shared/forms/useSettled'
import { t } from '../../shared/i18n/t'
import { Panel } from '../../shared/ui/Panel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import type { PlannerSearch } from './plannerSearch'
import { SubnetFacts } from './SubnetFacts'

interface Props {
  search: PlannerSearch
  onChange: (change: { cidr?: string | undefined; split?: number | undefined }) => void
}

/** What there is to know about any CIDR by arithmetic. */
export function SubnetCalculator({ search: { cidr = '', split }, onChange }: Props) {
  const question = useSettled({ cidr: cidr.trim(), ...(split === undefined ? {} : { split }) })
  const { data, error, isFetching } = useQuery({
    queryKey: ['calculator', 'subnet', question] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/calculator/subnet', { params: { query: question }, signal })),
    enabled: question.cidr !== '',
    retry: false,
    staleTime: Infinity,
  })
  const errors = error === null || question.cidr === '' ? null : fieldErrors(error, ['cidr', 'split'])
  return (
    <Panel title={t('Subnet calculator')}>
      <Stack>
        <Group align="flex-start">
          <TextInput flex={1} maw={320} miw={180} label="CIDR" description={t('IPv4 or IPv6.')} placeholder="10.10.0.0/16" value={cidr} error={errors?.inputs.cidr} onChange={(event) => { onChange({ cidr: event.currentTarget.value }) }} />
          <NumberInput w={150} label={t('Split into')} description={t('Prefix length.')} placeholder="24" min={1} max={128} hideControls value={split ?? ''} error={errors?.inputs.split} onChange={(value) => { onChange({ split: value === '' ? undefined : Number(value) }) }} />
        </Group>
        {question.cidr === '' && <Text fz="sm" c="dimmed">{t('Name a CIDR to see its addresses.')}</Text>}
        {errors !== null && errors.others.length > 0 && <ProblemAlert error={error} others={errors.others} />}
        {data === undefined && isFetching && <Skeleton h={120} aria-label={t('Loading')} />}
        {data !== undefined && errors === null && question.cidr !== '' && <SubnetFacts answer={data} />}
      </Stack>
    </Panel>
  )
}
