import { Grid, SimpleGrid, Stack } from '@mantine/core'
import { allKinds } from '../../shared/data/kinds'
import { PageHeader } from '../../shared/ui/PageHeader'
import { Attention } from './Attention'
import { KindCard } from './KindCard'
import { NetworksAtAGlance } from './NetworksAtAGlance'
import { NodesAtAGlance } from './NodesAtAGlance'
import { RecentEvents } from './RecentEvents'

export function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" hint="What the nodes have verified, as it is now." />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
          {allKinds.map((kind) => <KindCard key={kind} kind={kind} />)}
        </SimpleGrid>
        <Attention />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <NodesAtAGlance />
              <NetworksAtAGlance />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}><RecentEvents /></Grid.Col>
        </Grid>
      </Stack>
    </>
  )
}
