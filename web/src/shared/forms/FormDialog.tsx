import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ProblemAlert } from '../ui/ProblemAlert'
import { fieldErrors } from './fieldErrors'
import { t } from '../i18n/t'

interface Props {
  title: string
  /** What the button says that sends it; “Create” if absent. */
  action?: string
  error: unknown
  fields: string[]
  isSending: boolean
  onClose: () => void
  onSubmit: (event: React.SubmitEvent<HTMLFormElement>) => void
  children: ReactNode
}

/** The frame of a form. */
export function FormDialog({ title, action = t('Create'), error, fields, isSending, onClose, onSubmit, children }: Props) {
  const isNarrow = useMediaQuery('(max-width: 48em)')
  const others = error === null ? [] : fieldErrors(error, fields).others
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={title} size="lg" fullScreen={isNarrow} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {others.length > 0 && <ProblemAlert error={error} others={others} />}
          {children}
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>{t('Cancel')}</Button>
            <Button type="submit" loading={isSending}>{action}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
