import { IconArrowsSplit2 } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { CreateButton } from '../../shared/forms/CreateButton'
import { ResourceList } from '../../shared/list/ResourceList'
import { useListSearch } from '../../shared/list/listSearch'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ServiceForm } from './ServiceForm'
import { serviceColumns } from './serviceColumns'

export function ServicesPage() {
  const [{ create }, change] = useListSearch()
  return (
    <>
      <PageHeader title="Services" hint="One stable address in front of all pods with certain labels."><CreateButton label="New service" /></PageHeader>
      <ResourceList
        kind="service"
        columns={serviceColumns}
        empty={
          <EmptyState icon={IconArrowsSplit2} title="There is no service" hint="A service gives pods that come and go one address, and spreads connections over them.">
            <CreateButton label="Create the first service" />
          </EmptyState>
        }
      />
      <Outlet />
      {create && <ServiceForm onClose={() => { change({ create: undefined }) }} />}
    </>
  )
}
