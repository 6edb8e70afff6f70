import { Button, Group, Stack, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRights } from '../api/rights'
import type { Kind, Resource } from '../api/types'
import { DeleteDialog } from '../delete/DeleteDialog'
import { useListSearch } from '../list/listSearch'
import { JsonView } from '../ui/JsonView'
import { ResourceFooter } from './ResourceFooter'

interface Props {
  kind: Kind
  resource: Resource
  onDeleted: () => void
  children: ReactNode
}

/** A resource for the eye and as the API gives it, and what can be done with it. */
export function ResourceTabs({ kind, resource, onDeleted, children }: Props) {
  const [{ json }, change] = useListSearch()
  const [isDeleting, deleting] = useDisclosure()
  const { mayWrite } = useRights()
  return (
    <Tabs value={json ? 'json' : 'summary'} onChange={(tab) => { change({ json: tab === 'json' ? true : undefined }) }} keepMounted={false}>
      <Group justify="space-between" mb="lg" wrap="nowrap" className="tab-bar">
        <Tabs.List flex={1}>
          <Tabs.Tab value="summary">Summary</Tabs.Tab>
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        {kind !== 'node' && mayWrite && (
          <Button variant="light" color="red" size="xs" leftSection={<IconTrash size={14} />} onClick={deleting.open}>Delete</Button>
        )}
      </Group>
      <Tabs.Panel value="summary">
        <Stack gap="xl">
          {children}
          <ResourceFooter kind={kind} resource={resource} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="json"><JsonView value={resource} /></Tabs.Panel>
      {kind !== 'node' && isDeleting && <DeleteDialog kind={kind} name={resource.name} onClose={deleting.close} onDeleted={onDeleted} />}
    </Tabs>
  )
}
