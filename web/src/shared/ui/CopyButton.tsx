import { ActionIcon, CopyButton as Copy } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { t } from '../i18n/t'
import { Hint } from './Hint'

/** Puts a text on the clipboard. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  return (
    <Copy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Hint label={copied ? t('Copied') : t('Copy {what}', { what })}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            size="sm"
            aria-label={copied ? t('Copied') : t('Copy {what}', { what })}
            onClick={(event) => { event.stopPropagation(); copy() }}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Hint>
      )}
    </Copy>
  )
}
