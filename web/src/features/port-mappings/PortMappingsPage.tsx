import { IconPlugConnected } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { PortMappingForm } from './PortMappingForm'
import { portMappingColumns } from './portMappingColumns'
import { t } from '../../shared/i18n/t'

export function PortMappingsPage() {
  return (
    <ResourcePage
      kind="port-mapping"
      title={t('Port mappings')}
      hint={t('Ports of nodes that lead to a pod, on whatever node it stands.')}
      columns={portMappingColumns}
      empty={{ icon: IconPlugConnected, title: t('No port is published'), hint: t('A port mapping makes a pod’s port reachable from outside, at its nodes’ addresses.'), create: t('Publish the first port') }}
      form={PortMappingForm}
    />
  )
}
