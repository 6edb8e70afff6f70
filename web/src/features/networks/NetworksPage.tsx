import { IconTopologyStar3 } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { CreateButton } from '../../shared/forms/CreateButton'
import { ResourceList } from '../../shared/list/ResourceList'
import { useListSearch } from '../../shared/list/listSearch'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { NetworkForm } from './NetworkForm'
import { networkColumns } from './networkColumns'

export function NetworksPage() {
  const [{ create }, change] = useListSearch()
  return (
    <>
      <PageHeader title="Networks" hint="Address space for pods, carried between nodes."><CreateButton label="New network" /></PageHeader>
      <ResourceList
        kind="network"
        columns={networkColumns}
        empty={
          <EmptyState icon={IconTopologyStar3} title="No network yet" hint="A network gives pods their addresses and joins them across nodes. Only a name is needed; the rest is chosen.">
            <CreateButton label="Create the first network" />
          </EmptyState>
        }
      />
      <Outlet />
      {create && <NetworkForm onClose={() => { change({ create: undefined }) }} />}
    </>
  )
}
