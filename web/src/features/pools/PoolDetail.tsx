import { useParams } from '@tanstack/react-router'
import type { Pool } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { PoolForm } from './PoolForm'
import { PoolSummary } from './PoolSummary'

export function PoolDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="pool" name={name} form={PoolForm}>{(pool: Pool) => <PoolSummary pool={pool} />}</ResourceDrawer>
}
