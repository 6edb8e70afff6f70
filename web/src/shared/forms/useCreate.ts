import type { UseFormReturnType } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Kind, ResourceOf } from '../api/types'
import { kinds } from '../data/kinds'
import { listOptions } from '../data/queries'
import { fieldErrors, pathsOf } from './fieldErrors'
import { t } from '../i18n/t'

/** Sends a form's resource to the API, shows refusals at their inputs, and opens the new resource. */
export function useCreate<K extends Kind, Values extends Record<string, unknown>>(
  kind: K,
  form: UseFormReturnType<Values>,
  create: (values: Values) => Promise<ResourceOf[K]>,
) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: create,
    onError: (error) => { form.setErrors(fieldErrors(error, pathsOf(form.values)).inputs) },
    onSuccess: async ({ name }) => {
      notifications.show({ color: 'green', message: t(`Created ${kinds[kind].one} “{name}”.`, { name }) })
      await client.invalidateQueries({ queryKey: listOptions(kind).queryKey })
      await navigate({ to: kinds[kind].item, params: { name } })
    },
  })
}
