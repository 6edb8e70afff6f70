import { ActionIcon, Table, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import type { Token } from '../../shared/api/types'
import { Age } from '../../shared/time/Age'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog'
import { roleText } from './roles'
import { t } from '../../shared/i18n/t'
import { dateTimeText } from '../../shared/i18n/numbers'

/** A token: what it is for, and whether anybody uses it. */
export function TokenRow({ token }: { token: Token }) {
  const { name, role, project, status, expiresAt } = token
  const [isDeleting, deletion] = useDisclosure()
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td>{roleText(role)}</Table.Td>
      <Table.Td>{role === 'join' ? (status.node == null ? (status.isConfigured ? t('enrols nodes') : t('enrols one node')) : <span>{t('enrolled')} <ResourceLink kind="node" name={status.node} /></span>) : project ?? t('all projects')}</Table.Td>
      <Table.Td>{status.lastUsedAt == null ? <Text span inherit c="dimmed">{t('never')}</Text> : <Age at={status.lastUsedAt} />}</Table.Td>
      <Table.Td>{expiresAt == null ? <Text span inherit c="dimmed">{t('never')}</Text> : dateTimeText(new Date(expiresAt))}</Table.Td>
      <Table.Td ta="right">
        {status.isConfigured
          ? <Text span fz="xs" c="dimmed">{t('from the configuration')}</Text>
          : (
              <Tooltip label={t('Revoke')}>
                <ActionIcon variant="subtle" color="red" aria-label={t('Revoke token {name}', { name })} onClick={deletion.open}><IconTrash size={16} /></ActionIcon>
              </Tooltip>
            )}
        {isDeleting && (
          <ConfirmDialog
            title={t('Revoke token “{name}”?', { name })}
            text={t('Whoever uses it is refused from now on.')}
            action={t('Revoke')}
            onConfirm={() => unwrap(api.DELETE('/api/v1/tokens/{reference}', { params: { path: { reference: token.id } } }))}
            onClose={deletion.close}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
