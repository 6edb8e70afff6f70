import { Code } from '@mantine/core'
import { IconServer2 } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { ResourceList } from '../../shared/list/ResourceList'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { nodeColumns } from './nodeColumns'
import { t } from '../../shared/i18n/t'

export function NodesPage() {
  return (
    <>
      <PageHeader title={t('Nodes')} hint={t('The machines of the fleet, one agent each, and how far their kernels have come.')} />
      <ResourceList
        kind="node"
        columns={nodeColumns}
        empty={
          <EmptyState icon={IconServer2} title={t('No node has joined yet')} hint={t('A node joins when its agent enrols with a join token.')}>
            <Code>{`netaas-host agent --api ${location.origin}`}</Code>
          </EmptyState>
        }
      />
      <Outlet />
    </>
  )
}
