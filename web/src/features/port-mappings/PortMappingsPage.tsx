import { IconPlugConnected } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { CreateButton } from '../../shared/forms/CreateButton'
import { ResourceList } from '../../shared/list/ResourceList'
import { useListSearch } from '../../shared/list/listSearch'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { PortMappingForm } from './PortMappingForm'
import { portMappingColumns } from './portMappingColumns'

export function PortMappingsPage() {
  const [{ create }, change] = useListSearch()
  return (
    <>
      <PageHeader title="Port mappings" hint="Ports of nodes that lead to a pod, on whatever node it stands."><CreateButton label="New port mapping" /></PageHeader>
      <ResourceList
        kind="port-mapping"
        columns={portMappingColumns}
        empty={
          <EmptyState icon={IconPlugConnected} title="No port is published" hint="A port mapping makes a pod’s port reachable from outside, at its nodes’ addresses.">
            <CreateButton label="Publish the first port" />
          </EmptyState>
        }
      />
      <Outlet />
      {create && <PortMappingForm onClose={() => { change({ create: undefined }) }} />}
    </>
  )
}
