import { Grid, SimpleGrid, Stack } from '@mantine/core'
import { useRights } from '../../shared/api/rights'
import { t } from '../../shared/i18n/t'
import { PageHeader } from '../../shared/ui/PageHeader'
import { Attention } from './Attention'
import { ChangesOnTheirWay } from './ChangesOnTheirWay'
import { DriftAtAGlance } from './DriftAtAGlance'
import { Jobs } from './Jobs'
import { KindCard } from './KindCard'
import { NetworksAtAGlance } from './NetworksAtAGlance'
import { NodesAtAGlance } from './NodesAtAGlance'
import { RecentEvents } from './RecentEvents'
import { SpaceRunningLow } from './SpaceRunningLow'
import { Speed } from './Speed'

/** What nodes hold, and they themselves. */
const standing = ['node', 'network', 'pod', 'service', 'port-mapping'] as const

export function OverviewPage() {
  const { isSystem } = useRights()
  return (
    <>
      <PageHeader title={t('Overview')} hint={t('What the nodes have verified, as it is now.')} />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="md">
          {standing.map((kind) => <KindCard key={kind} kind={kind} />)}
        </SimpleGrid>
        <Attention />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <ChangesOnTheirWay />
              <NodesAtAGlance />
              <NetworksAtAGlance />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="md">
              <Speed />
              <DriftAtAGlance />
              <SpaceRunningLow />
              <RecentEvents />
              {isSystem && <Jobs />}
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  )
}
