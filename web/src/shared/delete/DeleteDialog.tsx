import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { problemOf } from '../api/problem'
import type { Kind, Problem } from '../api/types'
import { kinds } from '../data/kinds'
import { deleteResource } from '../data/resources'
import { ProblemAlert } from '../ui/ProblemAlert'
import { Dependents } from './Dependents'

interface Props {
  kind: Exclude<Kind, 'node'>
  name: string
  onClose: () => void
  onDeleted: () => void
}

/** Asks before it deletes, and shows first what would go along. */
export function DeleteDialog({ kind, name, onClose, onDeleted }: Props) {
  const { one } = kinds[kind]
  const client = useQueryClient()
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'delete', kind, name],
    queryFn: () => rehearse(kind, name),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const deletion = useMutation({
    mutationFn: (cascade: boolean) => deleteResource(kind, name, cascade ? { cascade } : {}),
    onSuccess: () => {
      notifications.show({ color: 'green', message: `Deleted ${one} “${name}”.` })
      onClose()
      onDeleted()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  // Something may have come to depend on it between the rehearsal and the deed.
  const refusal = deletion.error !== null && isDependents(problemOf(deletion.error)) ? problemOf(deletion.error) : rehearsal.data
  const dependents = refusal?.conflicts ?? []
  const failure = deletion.error !== null && !isDependents(problemOf(deletion.error)) ? deletion.error : rehearsal.error
  return (
    <Modal opened onClose={onClose} title={`Delete ${one} “${name}”?`} centered>
      <Stack>
        {rehearsal.isPending && <Group gap="xs"><Loader size="xs" /><Text fz="sm">Looking for what depends on it …</Text></Group>}
        {failure !== null && <ProblemAlert error={failure} />}
        {dependents.length > 0 ? <Dependents detail={refusal?.detail ?? ''} dependents={dependents} /> : (
          <Text fz="sm">It is removed from the nodes, and its addresses and ports become free. This can’t be undone.</Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>Cancel</Button>
          <Button color="red" loading={deletion.isPending} disabled={rehearsal.isPending} onClick={() => { deletion.mutate(dependents.length > 0) }}>
            {dependents.length > 0 ? `Delete it and its ${dependents.length === 1 ? 'dependent' : `${dependents.length} dependents`}` : 'Delete'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** The refusal that names the dependents, or null where nothing depends on it. */
async function rehearse(kind: Exclude<Kind, 'node'>, name: string): Promise<Problem | null> {
  try {
    await deleteResource(kind, name, { dryRun: true })
    return null
  } catch (error) {
    const problem = problemOf(error)
    if (isDependents(problem)) return problem
    throw error
  }
}

const isDependents = (problem: Problem) => problem.code === 'hasDependents'
