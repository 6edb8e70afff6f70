import { ActionIcon, Table, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Token } from '../../shared/api/types'
import { Age } from '../../shared/time/Age'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { ConfirmDialog } from './ConfirmDialog'

/** A token: what it is for, and whether anybody uses it. */
export function TokenRow({ token }: { token: Token }) {
  const { name, role, project, status, expiresAt } = token
  const [isDeleting, deletion] = useDisclosure()
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td>{role}</Table.Td>
      <Table.Td>{role === 'join' ? (status.node == null ? (status.isConfigured ? 'enrols nodes' : 'enrols one node') : <span>enrolled <ResourceLink kind="node" name={status.node} /></span>) : project ?? 'all projects'}</Table.Td>
      <Table.Td>{status.lastUsedAt == null ? <Text span inherit c="dimmed">never</Text> : <Age at={status.lastUsedAt} />}</Table.Td>
      <Table.Td>{expiresAt == null ? <Text span inherit c="dimmed">never</Text> : new Date(expiresAt).toLocaleString()}</Table.Td>
      <Table.Td ta="right">
        {status.isConfigured
          ? <Text span fz="xs" c="dimmed">from the configuration</Text>
          : (
              <Tooltip label="Revoke">
                <ActionIcon variant="subtle" color="red" aria-label={`Revoke token ${name}`} onClick={deletion.open}><IconTrash size={16} /></ActionIcon>
              </Tooltip>
            )}
        {isDeleting && (
          <ConfirmDialog
            title={`Revoke token “${name}”?`}
            text="Whoever uses it is refused from now on."
            action="Revoke"
            onConfirm={() => unwrap(api.DELETE('/api/v1/tokens/{reference}', { params: { path: { reference: token.id } } }))}
            onClose={deletion.close}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
