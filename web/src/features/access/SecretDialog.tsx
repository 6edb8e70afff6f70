import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import type { Token } from '../../shared/api/types'
import { Command } from '../../shared/ui/Command'
import { t } from '../../shared/i18n/t'

interface Props {
  token: Token
  onClose: () => void
}

/** The one time that a token's secret is shown. */
export function SecretDialog({ token: { name, role, secret }, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={t('Token “{name}”', { name })} size="lg" centered closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        <Alert color="yellow" styles={{ title: { color: 'inherit' } }} icon={<IconKey size={18} />} title={t('Copy it now')}>{t('It is kept nowhere: nobody, not even an admin, can show it again.')}</Alert>
        <Command line={secret ?? ''} />
        {role === 'join' && (
          <>
            <Text fz="sm">{t('On the machine that is to join:')}</Text>
            <Command line={`netaas-host agent --api ${location.origin} --join-token ${secret ?? ''}`} />
          </>
        )}
        <Group justify="flex-end"><Button onClick={onClose}>{t('I have copied it')}</Button></Group>
      </Stack>
    </Modal>
  )
}
