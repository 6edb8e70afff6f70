import { ActionIcon, Group, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useRights } from '../../shared/api/rights'
import type { Reservation } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog'
import { Mono } from '../../shared/ui/Mono'
import { NoteDialog } from './NoteDialog'

/** A range that is held, and for whom. */
export function ReservationLine({ reservation }: { reservation: Reservation }) {
  const { id, pool, cidr, note } = reservation
  const { isSystemAdmin } = useRights()
  const [isDeleting, deletion] = useDisclosure()
  const [isEditing, edit] = useDisclosure()
  return (
    <Group gap="sm" wrap="nowrap">
      <Mono>{cidr}</Mono>
      <Text fz="sm" flex={1} {...(note === '' ? { c: 'dimmed' } : {})} style={{ overflowWrap: 'anywhere' }}>{note === '' ? t('no note') : note}</Text>
      {isSystemAdmin && (
        <Group gap={2} wrap="nowrap">
          <Tooltip label={t('Change the note')}><ActionIcon variant="subtle" color="gray" aria-label={t('Change the note of {cidr}', { cidr })} onClick={edit.open}><IconPencil size={16} /></ActionIcon></Tooltip>
          <Tooltip label={t('Give it back')}><ActionIcon variant="subtle" color="red" aria-label={t('Give {cidr} back', { cidr })} onClick={deletion.open}><IconTrash size={16} /></ActionIcon></Tooltip>
        </Group>
      )}
      {isEditing && <NoteDialog reservation={reservation} onClose={edit.close} />}
      {isDeleting && (
        <ConfirmDialog
          title={t('Give {cidr} back?', { cidr })}
          text={t('Networks may be given it from now on.')}
          action={t('Give it back')}
          onConfirm={() => unwrap(api.DELETE('/api/v1/pools/{pool}/reservations/{reference}', { params: { path: { pool, reference: id } } }))}
          onClose={deletion.close}
        />
      )}
    </Group>
  )
}
