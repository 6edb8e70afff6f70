import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { unwrap } from '../../shared/api/problem'
import { useRights } from '../../shared/api/rights'
import { currentProject } from '../../shared/api/session'
import type { Token } from '../../shared/api/types'
import { useProjects } from '../../shared/data/projects'
import { FormDialog } from '../../shared/forms/FormDialog'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { given } from '../../shared/forms/values'
import { SecretDialog } from './SecretDialog'
import { t } from '../../shared/i18n/t'

type Grantable = Exclude<Token['role'], 'node'>

const everywhere = t('All projects')
const roles: { value: Grantable; label: string }[] = [
  { value: 'viewer', label: t('Viewer: reads') },
  { value: 'operator', label: t('Operator: reads and writes') },
  { value: 'admin', label: t('Admin: makes tokens, too') },
  { value: 'join', label: t('Join: lets one node enrol') },
]

const initialValues = { name: '', role: 'operator' as Grantable, project: null as string | null, expiresAt: '' }

/** Makes a token and shows its secret, once. */
export function TokenForm({ onClose }: { onClose: () => void }) {
  const { isSystemAdmin } = useRights()
  const projects = useProjects().data?.items.map(({ name }) => name).sort() ?? []
  const client = useQueryClient()
  const form = useForm({ initialValues: { ...initialValues, project: currentProject() ?? (isSystemAdmin ? 'default' : null) } })
  const creation = useMutation({
    mutationFn: createToken,
    onError: (error) => { form.setErrors(fieldErrors(error, Object.keys(initialValues)).inputs) },
    onSuccess: () => client.invalidateQueries({ queryKey: ['list', 'token'] }),
  })
  if (creation.data !== undefined) return <SecretDialog token={creation.data} onClose={onClose} />
  return (
    <FormDialog
      title={t('New token')}
      error={creation.error}
      fields={Object.keys(initialValues)}
      isSending={creation.isPending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => { creation.mutate(values) })}
    >
      <TextInput label={t('Name')} description={t('Whose it is, or what for: the history names it.')} placeholder="deployer" required data-autofocus {...form.getInputProps('name')} />
      <Select label={t('Role')} description={t('What its bearer may do.')} allowDeselect={false} data={roles.filter(({ value }) => isSystemAdmin || value !== 'join')} {...form.getInputProps('role')} />
      {isSystemAdmin && form.values.role !== 'join' && (
        <Select label={t('Reaches')} description={t('One project, or all of the system.')} allowDeselect={false} data={[everywhere, ...projects]} {...form.getInputProps('project')} />
      )}
      <TextInput label={t('Expires')} description={t('Empty: never.')} type="datetime-local" {...form.getInputProps('expiresAt')} />
    </FormDialog>
  )
}

function createToken({ name, role, project, expiresAt }: typeof initialValues) {
  const isOfProject = role !== 'join' && project !== null && project !== everywhere
  const body = { name: name.trim(), role, ...given({ system: project === everywhere ? true : undefined, expiresAt: expiresAt === '' ? undefined : new Date(expiresAt).toISOString() }) }
  return unwrap(api.POST('/api/v1/tokens', { params: { query: isOfProject ? { project } : {} }, body }))
}
