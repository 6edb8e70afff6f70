import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconTerminal2 } from '@tabler/icons-react'
import type { Pod } from '../../shared/api/types'
import { Hint } from '../../shared/ui/Hint'
import { enterCommand } from './enterCommand'
import { t } from '../../shared/i18n/t'

/** Copies the command that enters a pod's network. */
export function EnterButton({ pod }: { pod: Pod }) {
  const command = enterCommand(pod)
  return (
    <CopyButton value={command} timeout={1500}>
      {({ copied, copy }) => (
        <Hint label={copied ? t('Copied') : t('Copy: {command}', { command })} openDelay={300}>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={copied ? <IconCheck size={13} /> : <IconTerminal2 size={13} />}
            aria-label={t('Copy the nsenter command of {name}', { name: pod.name })}
            onClick={(event) => { event.stopPropagation(); copy() }}
          >
            nsenter
          </Button>
        </Hint>
      )}
    </CopyButton>
  )
}
