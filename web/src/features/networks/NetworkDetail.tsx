import { useParams } from '@tanstack/react-router'
import type { Network } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { NetworkForm } from './NetworkForm'
import { NetworkSummary } from './NetworkSummary'

export function NetworkDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="network" name={name} form={NetworkForm}>{(network: Network) => <NetworkSummary network={network} />}</ResourceDrawer>
}
