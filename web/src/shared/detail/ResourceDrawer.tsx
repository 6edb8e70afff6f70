import { Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import type { Kind, ResourceOf } from '../api/types'
import { kinds } from '../data/kinds'
import { useList } from '../data/queries'
import { find } from '../data/scope'
import { parseListSearch, useListSearch } from '../list/listSearch'
import { ProblemAlert } from '../ui/ProblemAlert'
import { PhaseBadge } from '../ui/PhaseBadge'
import { type DetailTab, ResourceTabs } from './ResourceTabs'
import { t } from '../i18n/t'

interface Props<K extends Kind> {
  kind: K
  name: string
  children: (resource: ResourceOf[K]) => ReactNode
  /** Changes it, where that can be done. */
  form?: ComponentType<{ onClose: () => void; edited?: ResourceOf[K] }>
  /** Views beside the summary. */
  tabs?: (resource: ResourceOf[K]) => DetailTab[]
}

/** One resource beside its list. It lives with the list's data, so it is as live as that. */
export function ResourceDrawer<K extends Kind>({ kind, name, children, form: Form, tabs }: Props<K>) {
  const { data, error } = useList(kind)
  const [search, change] = useListSearch()
  const navigate = useNavigate()
  const resource = data && find(data, name, search.project)
  const { one, path } = kinds[kind]
  const close = () => void navigate({ to: path, search: parseListSearch({ ...search, tab: undefined, block: undefined, edit: undefined, project: undefined }) })
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={760}
      title={
        <Group gap="sm">
          <div>
            <Text c="dimmed" fz="xs" className="capitalized">{t(one)}</Text>
            <Text fz="lg" fw={650} lh={1.3} style={{ overflowWrap: 'anywhere' }}>{resource?.name ?? name}</Text>
          </div>
          {resource && <PhaseBadge phase={resource.status.phase} />}
        </Group>
      }
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {resource !== undefined && <ResourceTabs kind={kind} resource={resource} tabs={tabs?.(resource) ?? []} isEditable={Form !== undefined} onDeleted={close}>{children(resource)}</ResourceTabs>}
      {resource !== undefined && Form !== undefined && search.edit === true && <Form edited={resource} onClose={() => { change({ edit: undefined }) }} />}
      {resource === undefined && data !== undefined && <Text c="dimmed">{t(`There is no ${one} “{name}” any more, or it never was.`, { name })}</Text>}
      {data === undefined && error !== null && <ProblemAlert error={error} />}
      {data === undefined && error === null && <Stack aria-busy="true">{[70, 100, 85].map((width) => <Skeleton key={width} h={16} w={`${width}%`} />)}</Stack>}
    </Drawer>
  )
}
