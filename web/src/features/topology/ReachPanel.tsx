import { CloseButton, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { Pod } from '../../shared/api/types'
import { Addresses } from '../../shared/ui/Addresses'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NameList } from '../../shared/ui/NameList'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import type { Reach } from './reach'
import classes from './Topology.module.css'

interface Props {
  pod: Pod
  reach: Reach | null
  onClose: () => void
}

/** A pod down to its interface, and whom it can reach. */
export function ReachPanel({ pod, reach, onClose }: Props) {
  return (
    <Paper withBorder p="md" className={classes.panel ?? ''} component="section" aria-label={`Pod ${pod.name}`}>
      <Group justify="space-between" mb="sm"><Title order={2} fz="md"><ResourceLink kind="pod" name={pod.name} strong /></Title><CloseButton aria-label="Deselect the pod" onClick={onClose} /></Group>
      <Stack gap="md">
        <Facts
          facts={[
            ['Address', <Addresses key="addresses" values={pod.addresses} />],
            ['Interface', <Mono key="interface">{pod.status.interface ?? '–'}</Mono>],
            ['MAC', <Mono key="mac">{pod.mac ?? '–'}</Mono>],
            ['Node', <ResourceLink key="node" kind="node" name={pod.node} />],
          ]}
        />
        {reach === null && <Text fz="sm" c="dimmed">It has no network of its own: it reaches what its namespace does.</Text>}
        {reach !== null && (
          <>
            <Section title={`Reaches pods (${reach.pods.length})`}><NameList kind="pod" names={reach.pods.map(({ name }) => name)} /></Section>
            <Section title={`Reaches services (${reach.services.length})`}><NameList kind="service" names={reach.services.map(({ name }) => name)} /></Section>
            <Section title="Beyond">
              <Text fz="sm">The outside, with {reach.network?.egress === 'none' ? 'its own address' : 'its node’s address'}. Pods of other networks it does not reach.</Text>
            </Section>
          </>
        )}
      </Stack>
    </Paper>
  )
}
