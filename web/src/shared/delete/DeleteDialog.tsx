import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../api/problem'
import type { Kind } from '../api/types'
import { kinds } from '../data/kinds'
import { deleteResource } from '../data/writes'
import { t } from '../i18n/t'
import { ProblemAlert } from '../ui/ProblemAlert'
import { Dependents } from './Dependents'
import { graceOf } from './grace'
import { GraceInput } from './GraceInput'
import { isDependents, rehearse } from './rehearse'

interface Props {
  kind: Kind
  id: string
  name: string
  onClose: () => void
  onDeleted: () => void
}

/** Asks before it deletes, and shows first what would go along. */
export function DeleteDialog({ kind, id, name, onClose, onDeleted }: Props) {
  const { one } = kinds[kind]
  const client = useQueryClient()
  const [grace, setGrace] = useState(0)
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'delete', kind, id],
    queryFn: () => rehearse(kind, id),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const deletion = useMutation({
    mutationFn: (cascade: boolean) => deleteResource(kind, id, { ...(cascade ? { cascade } : {}), ...graceOf(grace) }),
    onSuccess: () => {
      notifications.show({ color: 'green', message: grace > 0 ? t('“{name}” goes in {count|# second|# seconds}.', { name, count: grace }) : t(`Deleted ${one} “{name}”.`, { name }) })
      onClose()
      if (grace === 0) onDeleted()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  // Something may have come to depend on it between the rehearsal and the deed.
  const refusal = deletion.error !== null && isDependents(problemOf(deletion.error)) ? problemOf(deletion.error) : rehearsal.data
  const dependents = refusal?.conflicts ?? []
  const failure = deletion.error !== null && !isDependents(problemOf(deletion.error)) ? deletion.error : rehearsal.error
  return (
    <Modal opened onClose={onClose} title={t(`Delete ${one} “{name}”?`, { name })} centered closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        {rehearsal.isPending && <Group gap="xs"><Loader size="xs" /><Text fz="sm">{t('Looking for what depends on it …')}</Text></Group>}
        {failure !== null && <ProblemAlert error={failure} />}
        {dependents.length > 0 && <Dependents dependents={dependents} />}
        {failure === null && (kind === 'node' || dependents.length === 0) && (
          <Text fz="sm">
            {kind === 'pool' ? t('Nothing is cut from it any more.') : kind === 'node'
              ? t('It leaves the fleet with its blocks and tunnel addresses. Should its agent come back, it has to join anew.')
              : t('It is removed from the nodes, and its addresses and ports become free. This can’t be undone.')}
          </Text>
        )}
        {kind === 'pod' && <GraceInput seconds={grace} onChange={setGrace} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t('Cancel')}</Button>
          <Button color="red" loading={deletion.isPending} disabled={rehearsal.isPending || rehearsal.isError} onClick={() => { deletion.mutate(dependents.length > 0) }}>
            {dependents.length > 0 ? t('Delete it and its {count|dependent|# dependents}', { count: dependents.length }) : t('Delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
