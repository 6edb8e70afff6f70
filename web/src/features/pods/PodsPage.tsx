import { IconBox } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { PodForm } from './PodForm'
import { podColumns } from './podColumns'

export function PodsPage() {
  return (
    <ResourcePage
      kind="pod"
      title="Pods"
      hint="Network namespaces with addresses of their own, shared by their containers."
      columns={podColumns}
      empty={{ icon: IconBox, title: 'No pod yet', hint: 'A pod is a network namespace on a node, with an address in a network. A name and a node are enough.', create: 'Create the first pod' }}
      form={PodForm}
    />
  )
}
