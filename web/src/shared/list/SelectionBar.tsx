import { Button, Group, Paper, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import type { Kind, Resource } from '../api/types'
import { BulkDeleteDialog } from '../delete/BulkDeleteDialog'
import { t } from '../i18n/t'
import classes from './ResourceTable.module.css'

interface Props {
  kind: Kind
  resources: Resource[]
  onClear: () => void
}

/** What can be done with the selected rows; absent where none is. */
export function SelectionBar({ kind, resources, onClear }: Props) {
  const [isDeleting, deleting] = useDisclosure()
  if (resources.length === 0) return null
  return (
    <Paper withBorder shadow="md" px="md" py={8} className={classes.bar} role="region" aria-label={t('Selection')}>
      <Group justify="space-between">
        <Text fz="sm" fw={550} role="status">{t('{count} selected', { count: resources.length })}</Text>
        <Group gap="xs">
          <Button variant="subtle" size="xs" color="gray" onClick={onClear}>{t('Clear the selection')}</Button>
          <Button variant="filled" size="xs" color="red" leftSection={<IconTrash size={14} />} onClick={deleting.open}>{t('Delete the selected')}</Button>
        </Group>
      </Group>
      {isDeleting && <BulkDeleteDialog kind={kind} resources={resources} onClose={deleting.close} onDone={() => { deleting.close(); onClear() }} />}
    </Paper>
  )
}
