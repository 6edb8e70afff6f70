import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import type { Token } from '../../shared/api/types'
import { Command } from '../../shared/ui/Command'

interface Props {
  token: Token
  onClose: () => void
}

/** The one time that a token's secret is shown. */
export function SecretDialog({ token: { name, role, secret }, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Token “${name}”`} size="lg" centered closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Alert color="yellow" styles={{ title: { color: 'inherit' } }} icon={<IconKey size={18} />} title="Copy it now">It is kept nowhere: nobody, not even an admin, can show it again.</Alert>
        <Command line={secret ?? ''} />
        {role === 'join' && (
          <>
            <Text fz="sm">On the machine that is to join:</Text>
            <Command line={`netaas-host agent --api ${location.origin} --join-token ${secret ?? ''}`} />
          </>
        )}
        <Group justify="flex-end"><Button onClick={onClose}>I have copied it</Button></Group>
      </Stack>
    </Modal>
  )
}
