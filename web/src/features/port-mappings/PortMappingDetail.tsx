import { useParams } from '@tanstack/react-router'
import type { PortMapping } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { PortMappingForm } from './PortMappingForm'
import { PortMappingSummary } from './PortMappingSummary'

export function PortMappingDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="port-mapping" name={name} form={PortMappingForm}>{(mapping: PortMapping) => <PortMappingSummary mapping={mapping} />}</ResourceDrawer>
}
