import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { Token } from '../../shared/api/types'
import { Command } from '../../shared/ui/Command'
import { Secret } from '../../shared/ui/Secret'
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
        <Secret secret={secret ?? ''} />
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
