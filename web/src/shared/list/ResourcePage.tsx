import type { Icon } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import type { ColumnDef } from '@tanstack/react-table'
import type { ComponentType } from 'react'
import type { Kind, ResourceOf } from '../api/types'
import { kinds } from '../data/kinds'
import { CreateButton } from '../forms/CreateButton'
import { EmptyState } from '../ui/EmptyState'
import { PageHeader } from '../ui/PageHeader'
import { ResourceList } from './ResourceList'
import { useListSearch } from './listSearch'
import { t } from '../i18n/t'

interface Props<K extends Kind> {
  kind: K
  title: string
  hint: string
  columns: ColumnDef<ResourceOf[K]>[]
  /** What stands there when there is none of the kind at all. */
  empty: { icon: Icon; title: string; hint: string; create: string }
  /** The dialog that makes a new one. */
  form: ComponentType<{ onClose: () => void }>
}

/** The page of a kind that is created here: its list, its form, and the one that is open. */
export function ResourcePage<K extends Kind>({ kind, title, hint, columns, empty, form: Form }: Props<K>) {
  const [{ create }, change] = useListSearch()
  return (
    <>
      <PageHeader title={title} hint={hint}><CreateButton kind={kind} label={t(`New ${kinds[kind].one}`)} /></PageHeader>
      <ResourceList
        kind={kind}
        columns={columns}
        empty={<EmptyState icon={empty.icon} title={empty.title} hint={empty.hint}><CreateButton kind={kind} label={empty.create} /></EmptyState>}
      />
      <Outlet />
      {create && <Form onClose={() => { change({ create: undefined, podCidrs: undefined, serviceCidrs: undefined, blocks: undefined }) }} />}
    </>
  )
}
