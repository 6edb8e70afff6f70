import { ActionIcon, Group, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { useRights } from '../api/rights'
import type { Kind, Resource } from '../api/types'
import { Labels } from '../ui/Labels'
import { LabelsDialog } from './LabelsDialog'
import { t } from '../i18n/t'

/** A resource's labels, and a way to change them for who may. */
export function EditLabels({ kind, resource }: { kind: Kind; resource: Resource }) {
  const { mayChange } = useRights()
  const [isOpen, dialog] = useDisclosure()
  return (
    <Group gap={6}>
      <Labels labels={resource.labels} />
      {mayChange(kind) && (
        <Tooltip label={t('Change the labels')}>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('Change the labels')} onClick={dialog.open}><IconPencil size={14} /></ActionIcon>
        </Tooltip>
      )}
      {isOpen && <LabelsDialog kind={kind} resource={resource} onClose={dialog.close} />}
    </Group>
  )
}
