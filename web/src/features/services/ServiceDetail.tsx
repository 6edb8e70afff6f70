import { useParams } from '@tanstack/react-router'
import type { Service } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { ServiceForm } from './ServiceForm'
import { ServiceSummary } from './ServiceSummary'

export function ServiceDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="service" name={name} form={ServiceForm}>{(service: Service) => <ServiceSummary service={service} />}</ResourceDrawer>
}
