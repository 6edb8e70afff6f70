import createClient from 'openapi-fetch'
import type { paths } from '../../api/schema'
import { currentToken, signOut } from './session'

/** The API, typed by its own document. */
export const api = createClient<paths>()

api.use({
  onRequest({ request }) {
    const token = currentToken()
    if (token !== null && !request.headers.has('Authorization')) request.headers.set('Authorization', `Bearer ${token}`)
    return request
  },
  onResponse({ request, response }) {
    if (response.status === 401) refuse(request.headers.get('Authorization'))
  },
})

/** The API refused a token: the session ends, if it is still the one that sent it. */
export function refuse(authorization: string | null) {
  if (authorization === `Bearer ${currentToken() ?? ''}`) signOut('Your token is unknown or has expired. Sign in again.')
}
