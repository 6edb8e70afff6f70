import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api } from '../../shared/api/client'
import { problemOf, unwrap } from '../../shared/api/problem'
import { signIn, useSession } from '../../shared/api/session'
import { Logo } from '../../shared/ui/Logo'
import { t } from '../../shared/i18n/t'

/** No header carries other signs: the browser would fail to send it, as if the API were away. */
function mistakeOf(token: string) {
  if (token.trim() === '') return t('Paste a token.')
  return /^[!-~]+$/.test(token.trim()) ? null : t('It holds signs that no token has: copy it anew, without quotes and blanks.')
}

/** Takes a token, and lets in whoever the API knows by it. The router then leads on. */
export function SignInPage() {
  const { endedBecause } = useSession()
  const form = useForm({ initialValues: { token: '' }, validate: { token: mistakeOf } })
  const check = useMutation({
    mutationFn: (token: string) => unwrap(api.GET('/api/v1/nodes', { params: { query: { limit: 1 } }, headers: { Authorization: `Bearer ${token}` } })),
    onSuccess: (_, token) => { signIn(token) },
    onError: (error) => { form.setFieldError('token', problemOf(error).detail) },
  })
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    document.title = `${t('Sign in')} · Netaas`
    input.current?.focus()
  }, [])
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={420} shadow="sm">
        <form onSubmit={form.onSubmit(({ token }) => { check.mutate(token.trim()) })} noValidate>
          <Stack>
            <Group gap="sm"><Logo size={32} /><Title order={1} fz={20}>Netaas</Title></Group>
            <Text c="dimmed" fz="sm">{t('Networks for containers: what was asked for, and what the nodes have verified.')}</Text>
            {endedBecause !== null && <Alert color="orange" role="alert">{endedBecause}</Alert>}
            <PasswordInput
              label={t('Token')}
              description={<>{t('deploy/up.sh prints one. It is kept in this tab only.')}</>}
              autoComplete="off"
              ref={input}
              visibilityToggleButtonProps={{ 'aria-label': t('Show the token') }}
              aria-invalid={'token' in form.errors}
              {...form.getInputProps('token')}
            />
            <Button type="submit" loading={check.isPending} fullWidth>{t('Sign in')}</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
