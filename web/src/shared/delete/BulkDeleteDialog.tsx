import { Alert, Button, Group, List, Loader, Modal, Progress, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Kind, Resource } from '../api/types'
import { counted } from '../data/kinds'
import { t } from '../i18n/t'
import { ProblemAlert } from '../ui/ProblemAlert'
import { Dependents } from './Dependents'
import { GraceInput } from './GraceInput'
import { type Refused, useBulkDelete } from './useBulkDelete'

const named = 12

interface Props {
  kind: Kind
  resources: Resource[]
  onClose: () => void
  onDone: () => void
}

/** Asks before several resources go, and shows what goes along. */
export function BulkDeleteDialog({ kind, resources, onClose, onDone }: Props) {
  const { rehearsal, deletion, done } = useBulkDelete(kind, resources)
  const [grace, setGrace] = useState(0)
  const dependents = rehearsal.data?.dependents ?? []
  const what = counted(resources.length, kind)
  const end = (refused: Refused[]) => {
    if (refused.length > 0) return
    notifications.show({ color: 'green', message: grace > 0 ? t('{what}: gone in {count|# second|# seconds}.', { what, count: grace }) : t('Deleted: {what}.', { what }) })
    onDone()
  }
  return (
    <Modal opened onClose={onClose} title={t('Delete {what}?', { what })} centered size="lg" closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {resources.slice(0, named).map(({ name }) => name).join(', ')}
          {resources.length > named && ` ${t('and {count} more', { count: resources.length - named })}`}
        </Text>
        {rehearsal.isPending && <Group gap="xs"><Loader size="xs" /><Text fz="sm">{t('Looking for what depends on them …')}</Text></Group>}
        {rehearsal.error !== null && <ProblemAlert error={rehearsal.error} />}
        {dependents.length > 0 && <Dependents dependents={dependents} />}
        <Text fz="sm">{t('They are removed from the nodes, and their addresses and ports become free. This can’t be undone.')}</Text>
        {kind === 'pod' && deletion.data === undefined && <GraceInput seconds={grace} onChange={setGrace} />}
        {deletion.isPending && <Progress value={(100 * done) / resources.length} aria-label={t('Deleted so far')} />}
        {deletion.data !== undefined && deletion.data.length > 0 && (
          <Alert color="red" role="alert" icon={<IconAlertTriangle size={18} />} title={t('{count|One was refused|# were refused}', { count: deletion.data.length })}>
            <List fz="sm">{deletion.data.map(({ resource, problem }) => <List.Item key={resource.id}><b>{resource.name}</b>: {problem.detail}</List.Item>)}</List>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{deletion.data === undefined ? t('Cancel') : t('Close')}</Button>
          {deletion.data === undefined && (
            <Button color="red" loading={deletion.isPending} disabled={!rehearsal.isSuccess} onClick={() => { deletion.mutate(grace, { onSuccess: end }) }}>
              {dependents.length > 0 ? t('Delete them and {count|a dependent|# dependents}', { count: dependents.length }) : t('Delete')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
