import { Select } from '@mantine/core'
import { IconFolders } from '@tabler/icons-react'
import { useBearer } from '../shared/api/rights'
import { chooseProject, useSession } from '../shared/api/session'
import { useProjects } from '../shared/data/projects'
import { t } from '../shared/i18n/t'

const all = t('All projects')

/** Which project everything is about. Offered to whoever has a choice. */
export function ProjectSwitch() {
  const { project } = useSession()
  const projects = useProjects().data?.items ?? []
  if (useBearer()?.project != null || (projects.length < 2 && project === null)) return null
  return (
    <Select
      aria-label={t('Project')}
      size="xs"
      w={{ base: 120, sm: 170 }}
      leftSection={<IconFolders size={15} />}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
      data={[all, ...projects.map(({ name }) => name).sort()]}
      value={project ?? all}
      onChange={(name) => { chooseProject(name === all ? null : name) }}
    />
  )
}
