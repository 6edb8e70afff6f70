import { Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Node } from '../../shared/api/types'
import { counted } from '../../shared/data/kinds'
import { Age } from '../../shared/time/Age'
import { Mono } from '../../shared/ui/Mono'
import { PhaseBadge } from '../../shared/ui/PhaseBadge'
import classes from './NodeTile.module.css'
import { t } from '../../shared/i18n/t'

interface Props {
  node: Node
  pods: number
}

/** A node at a glance; leads to it. */
export function NodeTile({ node, pods }: Props) {
  const { phase, lastSeenAt, appliedRevision, receivedRevision } = node.status
  return (
    <Link to="/nodes/$name" params={{ name: node.name }} className={classes.tile} data-phase={phase}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} fz="sm" truncate>{node.name}</Text>
        <PhaseBadge phase={phase} />
      </Group>
      <Mono c="dimmed" fz="xs">{node.underlayAddresses?.[0] ?? t('no address')}</Mono>
      <Group justify="space-between" fz="xs" c="dimmed" gap="xs" mt={6} wrap="nowrap">
        <Text fz="xs" truncate>
          {counted(pods, 'pod')}{appliedRevision != null && ` · ${t('revision {revision}', { revision: `${appliedRevision}` })}`}
          {appliedRevision != null && receivedRevision != null && appliedRevision < receivedRevision && ` / ${receivedRevision}`}
        </Text>
        <Text fz="xs" flex="none" title={t('When its agent last reported')}>{lastSeenAt == null ? t('never seen') : <Age at={lastSeenAt} />}</Text>
      </Group>
    </Link>
  )
}
