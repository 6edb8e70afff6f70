import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ProblemAlert } from './ProblemAlert'
import { t } from '../i18n/t'

interface Props {
  title: string
  text: string
  action: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something goes that can't come back. */
export function ConfirmDialog({ title, text, action, onConfirm, onClose }: Props) {
  const client = useQueryClient()
  const deed = useMutation({
    mutationFn: onConfirm,
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        <Text fz="sm" ta="left">{text}</Text>
        {deed.error !== null && <ProblemAlert error={deed.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t('Cancel')}</Button>
          <Button color="red" loading={deed.isPending} onClick={() => { deed.mutate() }}>{action}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
