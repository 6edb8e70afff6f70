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
import { t } from '../../shared/i18n/t'

interface Props {
  pod: Pod
  reach: Reach | null
  onClose: () => void
}

/** A pod down to its interface, and whom it can reach. */
export function ReachPanel({ pod, reach, onClose }: Props) {
  return (
    <Paper withBorder p="md" className={classes.panel ?? ''} component="section" aria-label={t('Pod {name}', { name: pod.name })}>
      <Group justify="space-between" mb="sm"><Title order={2} fz="md"><ResourceLink kind="pod" name={pod.name} project={pod.project} strong /></Title><CloseButton aria-label={t('Deselect the pod')} onClick={onClose} /></Group>
      <Stack gap="md">
        <Facts
          facts={[
            [t('Address'), <Addresses key="addresses" values={pod.addresses} />],
            [t('Interface'), <Mono key="interface">{pod.status.interface ?? '–'}</Mono>],
            ['MAC', <Mono key="mac">{pod.mac ?? '–'}</Mono>],
            [t('Node'), <ResourceLink key="node" kind="node" name={pod.node} />],
          ]}
        />
        {reach === null && <Text fz="sm" c="dimmed">{t('It has no network of its own: it reaches what its namespace does.')}</Text>}
        {reach !== null && (
          <>
            <Section title={t('Reaches pods ({count})', { count: reach.pods.length })}><NameList kind="pod" resources={reach.pods} /></Section>
            <Section title={t('Reaches services ({count})', { count: reach.services.length })}><NameList kind="service" resources={reach.services} /></Section>
            <Section title={t('Beyond')}>
              <Text fz="sm">{reach.network?.egress === 'none' ? t('The outside, with its own address. Pods of other networks it does not reach.') : t('The outside, with its node’s address. Pods of other networks it does not reach.')}</Text>
            </Section>
          </>
        )}
      </Stack>
    </Paper>
  )
}
