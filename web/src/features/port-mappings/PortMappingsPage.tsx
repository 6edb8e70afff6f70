import { IconPlugConnected } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { PortMappingForm } from './PortMappingForm'
import { portMappingColumns } from './portMappingColumns'

export function PortMappingsPage() {
  return (
    <ResourcePage
      kind="port-mapping"
      title="Port mappings"
      hint="Ports of nodes that lead to a pod, on whatever node it stands."
      columns={portMappingColumns}
      empty={{ icon: IconPlugConnected, title: 'No port is published', hint: 'A port mapping makes a pod’s port reachable from outside, at its nodes’ addresses.', create: 'Publish the first port' }}
      form={PortMappingForm}
    />
  )
}
