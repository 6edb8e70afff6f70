import { Grid, Paper, Skeleton, Stack } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { PlannedNetwork } from './PlannedNetwork'
import { PlannerForm } from './PlannerForm'
import { type PlannerSearch, parsePlannerSearch } from './plannerSearch'
import { SubnetCalculator } from './SubnetCalculator'
import { usePlan } from './usePlan'
import { t } from '../../shared/i18n/t'

const fields = ['nodes', 'podsPerNode', 'services', 'growthFactor', 'avoid']

/** From what a network has to hold to its CIDRs. */
export function PlannerPage() {
  const search = parsePlannerSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { data: plan, error } = usePlan(search)
  const change = (part: { [K in keyof PlannerSearch]?: PlannerSearch[K] | undefined }) => void navigate({ to: '/planner', search: (now: object) => parsePlannerSearch({ ...now, ...part }), replace: true })
  const errors = error === null ? null : fieldErrors(error, fields)
  return (
    <>
      <PageHeader title={t('Subnet planner')} hint={t('Say what a network has to hold, and see which CIDRs it needs, where they lie and how the sums go.')} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 4, lg: 3 }}>
          <Paper withBorder p="md">
            <PlannerForm
              search={search}
              errors={errors?.inputs ?? {}}
              onChange={change}
            />
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8, lg: 9 }}>
          <Stack gap="md">
            {error !== null && <ProblemAlert error={error} others={errors?.others ?? []} />}
            {error === null && plan === undefined && <Skeleton h={320} aria-label={t('Loading')} />}
            {error === null && plan !== undefined && <PlannedNetwork plan={plan} nodes={search.nodes} growth={search.growth} />}
            <SubnetCalculator search={search} onChange={change} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}
