import { IconBox } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { PodForm } from './PodForm'
import { podColumns } from './podColumns'
import { t } from '../../shared/i18n/t'

export function PodsPage() {
  return (
    <ResourcePage
      kind="pod"
      title={t('Pods')}
      hint={t('Network namespaces with addresses of their own, shared by their containers.')}
      columns={podColumns}
      empty={{ icon: IconBox, title: t('No pod yet'), hint: t('A pod is a network namespace on a node, with an address in a network. A name and a node are enough.'), create: t('Create the first pod') }}
      form={PodForm}
    />
  )
}
