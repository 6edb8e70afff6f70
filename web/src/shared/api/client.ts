import createClient from 'openapi-fetch'
import type { paths } from '../../api/schema'
import { currentProject, currentToken, signOut } from './session'
import { t } from '../i18n/t'

/** The API, typed by its own document. */
export const api = createClient<paths>()

api.use({
  onRequest({ request }) {
    const token = currentToken()
    if (token !== null && !request.headers.has('Authorization')) request.headers.set('Authorization', `Bearer ${token}`)
    return aboutProject(request)
  },
  onResponse({ request, response }) {
    if (response.status === 401) refuse(request.headers.get('Authorization'))
  },
})

/** A request that names no project is about the one that was chosen. */
async function aboutProject(request: Request) {
  const project = currentProject()
  const url = new URL(request.url)
  if (project === null || url.searchParams.has('project')) return request
  url.searchParams.set('project', project)
  const { method, headers, signal } = request
  // Taken over as it is, the body would be a stream, which HTTP/1.1 can't send.
  return new Request(url, { method, headers, signal, body: request.body === null ? null : await request.blob() })
}

/** The API refused a token: the session ends, if it is still the one that sent it. */
export function refuse(authorization: string | null) {
  if (authorization === `Bearer ${currentToken() ?? ''}`) signOut(t('Your token is unknown or has expired. Sign in again.'))
}
