import { Button, Stack, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRights } from '../api/rights'
import type { Kind, Resource } from '../api/types'
import { DeleteDialog } from '../delete/DeleteDialog'
import { t } from '../i18n/t'
import { useListSearch } from '../list/listSearch'
import { JsonView } from '../ui/JsonView'
import { ResourceFooter } from './ResourceFooter'
import classes from './ResourceTabs.module.css'

/** A further view of a resource. */
export interface DetailTab {
  /** In the address bar. */
  value: string
  label: string
  content: ReactNode
}

interface Props {
  kind: Kind
  resource: Resource
  tabs: DetailTab[]
  isEditable: boolean
  onDeleted: () => void
  children: ReactNode
}

/** A resource for the eye and as the API gives it, and what can be done with it. */
export function ResourceTabs({ kind, resource, tabs, isEditable, onDeleted, children }: Props) {
  const [{ tab = 'summary' }, change] = useListSearch()
  const [isDeleting, deleting] = useDisclosure()
  const { mayChange } = useRights()
  return (
    <Tabs value={tab} onChange={(next) => { change({ tab: next === 'summary' || next === null ? undefined : next }) }} keepMounted={false}>
      <div className={classes.bar}>
        <Tabs.List className={classes.tabs ?? ''}>
          <Tabs.Tab value="summary">{t('Summary')}</Tabs.Tab>
          {tabs.map(({ value, label }) => <Tabs.Tab key={value} value={value}>{label}</Tabs.Tab>)}
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        {mayChange(kind) && isEditable && <Button variant="light" size="xs" leftSection={<IconPencil size={14} />} onClick={() => { change({ edit: true }) }}>{t('Edit')}</Button>}
        {mayChange(kind) && (
          <Button variant="light" color="red" size="xs" leftSection={<IconTrash size={14} />} onClick={deleting.open}>{kind === 'node' ? t('Remove') : t('Delete')}</Button>
        )}
      </div>
      <Tabs.Panel value="summary">
        <Stack gap="xl">
          {children}
          <ResourceFooter kind={kind} resource={resource} />
        </Stack>
      </Tabs.Panel>
      {tabs.map(({ value, content }) => <Tabs.Panel key={value} value={value}>{content}</Tabs.Panel>)}
      <Tabs.Panel value="json"><JsonView value={resource} /></Tabs.Panel>
      {isDeleting && <DeleteDialog kind={kind} id={resource.id} name={resource.name} onClose={deleting.close} onDeleted={onDeleted} />}
    </Tabs>
  )
}
