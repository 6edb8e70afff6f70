import { IconTopologyStar3 } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { NetworkForm } from './NetworkForm'
import { networkColumns } from './networkColumns'

export function NetworksPage() {
  return (
    <ResourcePage
      kind="network"
      title="Networks"
      hint="Address space for pods, carried between nodes."
      columns={networkColumns}
      empty={{ icon: IconTopologyStar3, title: 'No network yet', hint: 'A network gives pods their addresses and joins them across nodes. Only a name is needed; the rest is chosen.', create: 'Create the first network' }}
      form={NetworkForm}
    />
  )
}
