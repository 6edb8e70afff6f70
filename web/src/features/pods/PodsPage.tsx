import { IconBox } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { CreateButton } from '../../shared/forms/CreateButton'
import { ResourceList } from '../../shared/list/ResourceList'
import { useListSearch } from '../../shared/list/listSearch'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { PodForm } from './PodForm'
import { podColumns } from './podColumns'

export function PodsPage() {
  const [{ create }, change] = useListSearch()
  return (
    <>
      <PageHeader title="Pods" hint="Network namespaces with addresses of their own, shared by their containers."><CreateButton label="New pod" /></PageHeader>
      <ResourceList
        kind="pod"
        columns={podColumns}
        empty={
          <EmptyState icon={IconBox} title="No pod yet" hint="A pod is a network namespace on a node, with an address in a network. A name and a node are enough.">
            <CreateButton label="Create the first pod" />
          </EmptyState>
        }
      />
      <Outlet />
      {create && <PodForm onClose={() => { change({ create: undefined }) }} />}
    </>
  )
}
