import { IconArrowsSplit2 } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { ServiceForm } from './ServiceForm'
import { serviceColumns } from './serviceColumns'

export function ServicesPage() {
  return (
    <ResourcePage
      kind="service"
      title="Services"
      hint="One stable address in front of all pods with certain labels."
      columns={serviceColumns}
      empty={{ icon: IconArrowsSplit2, title: 'There is no service', hint: 'A service gives pods that come and go one address, and spreads connections over them.', create: 'Create the first service' }}
      form={ServiceForm}
    />
  )
}
