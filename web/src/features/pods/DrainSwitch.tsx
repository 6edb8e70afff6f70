import { Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { problemOf, unwrap } from '../../shared/api/problem'
import { useRights } from '../../shared/api/rights'
import type { Pod } from '../../shared/api/types'
import { ifMatch } from '../../shared/data/writes'
import { t } from '../../shared/i18n/t'

/** Whether services send a pod new connections. */
export function DrainSwitch({ pod }: { pod: Pod }) {
  const { mayWrite } = useRights()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (drain: boolean) =>
      unwrap(api.PATCH('/api/v1/pods/{reference}', { params: { path: { reference: pod.id }, header: ifMatch(pod.revision) }, body: { drain } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'pod'] }),
  })
  const words = pod.drain ? t('send it no new connections') : pod.weight === 1 ? t('send it new connections') : t('send it new connections, with weight {weight}', { weight: pod.weight })
  if (!mayWrite) return <span>{words}</span>
  return (
    <Stack gap={2}>
      <Switch label={words} size="xs" checked={!(change.isPending ? change.variables : pod.drain)} disabled={change.isPending} onChange={(event) => { change.mutate(!event.currentTarget.checked) }} />
      {change.error !== null && <Text fz="xs" c="red" role="alert">{problemOf(change.error).detail}</Text>}
    </Stack>
  )
}
