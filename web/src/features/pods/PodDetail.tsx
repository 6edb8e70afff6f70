import { useParams } from '@tanstack/react-router'
import type { Pod } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { PodSummary } from './PodSummary'

export function PodDetail() {
  const { name = '' } = useParams({ strict: false })
  return <ResourceDrawer kind="pod" name={name}>{(pod: Pod) => <PodSummary pod={pod} />}</ResourceDrawer>
}
