import { ActionIcon, Group, Table, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useRights } from '../../shared/api/rights'
import type { Project } from '../../shared/api/types'
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog'
import { ProjectForm } from './ProjectForm'
import { t } from '../../shared/i18n/t'
import { quotas } from './quotas'

/** A project: what it holds of what it may. */
export function ProjectRow({ project }: { project: Project }) {
  const { name, quotas: limits, status: { usage } } = project
  const { isSystemAdmin } = useRights()
  const [isDeleting, deletion] = useDisclosure()
  const [isEditing, edit] = useDisclosure()
  const held = (quota: keyof typeof limits) => (limits[quota] == null ? t('no limit') : t('{count} of {total}', { count: usage[quota] ?? 0, total: limits[quota] }))
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      {quotas.map(({ of }) => <Table.Td key={of} {...(limits[of] == null ? { c: 'dimmed' } : {})}>{held(of)}</Table.Td>)}
      <Table.Td ta="right">
        {isSystemAdmin && (
          <Group gap={2} wrap="nowrap" justify="flex-end">
            <Tooltip label={t('Edit')}><ActionIcon variant="subtle" color="gray" aria-label={t('Edit “{name}”', { name })} onClick={edit.open}><IconPencil size={16} /></ActionIcon></Tooltip>
            {name !== 'default' && <Tooltip label={t('Delete')}><ActionIcon variant="subtle" color="red" aria-label={t('Delete project {name}', { name })} onClick={deletion.open}><IconTrash size={16} /></ActionIcon></Tooltip>}
          </Group>
        )}
        {isEditing && <ProjectForm edited={project} onClose={edit.close} />}
        {isDeleting && (
          <ConfirmDialog
            title={t('Delete project “{name}”?', { name })}
            text={t('It has to be empty: what it still holds is named.')}
            action={t('Delete')}
            onConfirm={() => unwrap(api.DELETE('/api/v1/projects/{reference}', { params: { path: { reference: project.id } } }))}
            onClose={deletion.close}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
