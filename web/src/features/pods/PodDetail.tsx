import { useParams } from '@tanstack/react-router'
import type { Pod } from '../../shared/api/types'
import { ResourceDrawer } from '../../shared/detail/ResourceDrawer'
import { useRights } from '../../shared/api/rights'
import { t } from '../../shared/i18n/t'
import { PodKernel } from './PodKernel'
import { PodForm } from './PodForm'
import { PodSummary } from './PodSummary'

export function PodDetail() {
  const { name = '' } = useParams({ strict: false })
  const { isSystem } = useRights()
  // What stands in a node's kernel is of all projects.
  const tabs = (pod: Pod) => (isSystem ? [{ value: 'kernel', label: t('Kernel'), content: <PodKernel pod={pod} /> }] : [])
  return <ResourceDrawer kind="pod" name={name} form={PodForm} tabs={tabs}>{(pod: Pod) => <PodSummary pod={pod} />}</ResourceDrawer>
}
