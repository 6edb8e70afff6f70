import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { currentToken, onSessionChange, useSession } from '../shared/api/session'
import { useLive } from '../shared/live/useLive'
import { queryClient } from './queryClient'
import { router } from './router'
import { theme } from './theme'

const colorScheme = localStorageColorSchemeManager({ key: 'netaas-color-scheme' })

export function App() {
  const { token: bearer, project } = useSession()
  useLive(queryClient, bearer, project)
  // Signing in and out changes which pages there are, and nothing of one session, or of one project, may show in the next.
  useEffect(() => {
    let token = currentToken()
    const stop = onSessionChange(() => {
      if (currentToken() === token) {
        void queryClient.resetQueries()
        return
      }
      token = currentToken()
      queryClient.clear()
      void router.invalidate()
    })
    return () => { stop() }
  }, [])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorScheme}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" autoClose={4000} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
