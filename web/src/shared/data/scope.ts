import { useBearer } from '../api/rights'
import { currentProject, useSession } from '../api/session'
import type { Kind, ResourceOf } from '../api/types'
import { useProjects } from './projects'
import { useList } from './queries'

/** The project that the API means where none is said. */
const unsaid = 'default'

/** What belongs to a project; nodes and pools belong to none. */
type Owned = Extract<Kind, 'network' | 'pod' | 'service' | 'port-mapping'>

interface Named {
  id: string
  name: string
  project?: string
}

/** A name says which resource is meant within a project only: where a page is about all of them, links say the project, too. */
export const projectSearch = (project: string | null | undefined): { project?: string } =>
  project == null || project === unsaid || currentProject() !== null ? {} : { project }

/** The resource that a name, or an id, and perhaps a project stand for: as the API takes it, that of the default project where several have the name. */
export function find<T extends Named>(resources: T[], reference: string, project?: string): T | undefined {
  const found = resources.filter((each) => each.id === reference || (each.name === reference && (project === undefined || each.project === project)))
  return found.find((each) => each.id === reference || each.project === unsaid) ?? found[0]
}

/** What stands for a resource where there is no room for its project: its name, or its id where another one has the name. */
export const referenceOf = (resource: Named, all: Named[]) => (find(all, resource.name)?.id === resource.id ? resource.name : resource.id)

/** A resource's name, and its project where others have the name. */
export const labelIn = ({ id, name, project }: Named, all: Named[]) =>
  project !== undefined && all.some((other) => other.name === name && other.id !== id) ? `${name} (${project})` : name

/** The project in which what is made here comes to be. */
export function useOwnProject() {
  const { project } = useSession()
  const bearer = useBearer()
  return project ?? bearer?.project ?? unsaid
}

/** Whether the page is about several projects at once. */
export function useIsAcross() {
  const { project } = useSession()
  const bearer = useBearer()
  const projects = useProjects().data?.items ?? []
  return project === null && bearer !== undefined && bearer.project == null && projects.length > 1
}

/** What a resource of a project can be joined to: names of other projects' resources mean nothing there. */
export function useListOf<K extends Owned>(kind: K, project: string): ResourceOf[K][] {
  return useList(kind).data?.filter((each) => each.project === project) ?? []
}
