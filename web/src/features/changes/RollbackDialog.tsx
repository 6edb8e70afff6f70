import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Change } from '../../shared/api/types'
import { PlanView } from '../../shared/plan/PlanView'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { t } from '../../shared/i18n/t'

interface Props {
  change: Change
  onClose: () => void
}

/** Shows what going back to a revision would come to, and does it only then. */
export function RollbackDialog({ change, onClose }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const plan = useQuery({
    queryKey: ['rehearsal', 'rollback', change] as const,
    queryFn: () => rollBack(change, true),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const rollback = useMutation({
    mutationFn: () => rollBack(change, false),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('Rolled back to revision {revision}.', { revision: `${change.revision}` }) })
      await client.invalidateQueries({ queryKey: ['list'] })
      await navigate({ to: '/changes' })
    },
  })
  const isNothing = plan.data !== undefined && plan.data.created.length + plan.data.changed.length + plan.data.deleted.length === 0
  return (
    <Modal opened onClose={onClose} size="xl" title={t('Roll back to revision {revision}?', { revision: `${change.revision}` })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        {plan.isPending && <Group gap="xs"><Loader size="xs" /><Text fz="sm">{t('Working out the plan …')}</Text></Group>}
        {plan.error !== null && <ProblemAlert error={plan.error} />}
        {plan.data !== undefined && <PlanView plan={plan.data} />}
        {rollback.error !== null && <ProblemAlert error={rollback.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t('Cancel')}</Button>
          <Button color="red" loading={rollback.isPending} disabled={plan.data === undefined || isNothing} onClick={() => { rollback.mutate() }}>{t('Roll back')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const rollBack = ({ revision, project }: Change, dryRun: boolean) =>
  unwrap(api.POST('/api/v1/changes/{revision}/rollback', { params: { path: { revision }, query: { dryRun, ...(project == null ? {} : { project }) } } }))
