import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client'
import { unwrap } from '../api/problem'

/** The projects that the token may see. */
export const useProjects = () =>
  useQuery({ queryKey: ['list', 'project'] as const, queryFn: ({ signal }) => unwrap(api.GET('/api/v1/projects', { params: { query: { limit: 1000 } }, signal })) })
