import { Button, Skeleton, Table, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useRights } from '../../shared/api/rights'
import { useProjects } from '../../shared/data/projects'
import { Panel } from '../../shared/ui/Panel'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { ProjectForm } from './ProjectForm'
import { ProjectRow } from './ProjectRow'
import { t } from '../../shared/i18n/t'
import { quotas } from './quotas'

/** The projects, and how much of what they may hold they do. */
export function Projects() {
  const { isSystemAdmin } = useRights()
  const [isCreating, creation] = useDisclosure()
  const { data, error, refetch } = useProjects()
  return (
    <Panel title={t('Projects')} aside={isSystemAdmin && <Button leftSection={<IconPlus size={16} />} onClick={creation.open}>{t('New project')}</Button>}>
      {data === undefined && error === null && <Skeleton h={60} aria-label={t('Loading')} />}
      {data === undefined && error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table verticalSpacing="xs" aria-label={t('projects')} style={{ whiteSpace: 'nowrap' }}>
            <Table.Thead>
              <Table.Tr><Table.Th>{t('Name')}</Table.Th>{quotas.map(({ of, label }) => <Table.Th key={of}>{label()}</Table.Th>)}<Table.Th><VisuallyHidden>{t('Actions')}</VisuallyHidden></Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>{data.items.map((project) => <ProjectRow key={project.id} project={project} />)}</Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {isCreating && <ProjectForm onClose={creation.close} />}
    </Panel>
  )
}
