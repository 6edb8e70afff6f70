import type { UseFormReturnType } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CreatedKind, RequestOf } from '../api/types'
import { kinds } from '../data/kinds'
import { listOptions } from '../data/queries'
import { createResource, patchResource } from '../data/writes'
import { t } from '../i18n/t'
import { fieldErrors, pathsOf } from './fieldErrors'
import type { FormProps } from './FormProps'
import { mergePatch } from './mergePatch'

interface Saving<K extends CreatedKind, Values> extends FormProps<K> {
  kind: K
  form: UseFormReturnType<Values>
  requestOf: (values: Values) => RequestOf[K]
}

/**
 * Sends a form to the API and shows refusals at their inputs. What is new is opened; of what is changed only the difference
 * to how it stood when the form opened is sent, so that somebody else's change meanwhile is not overwritten.
 */
export function useSave<K extends CreatedKind, Values extends Record<string, unknown>>({ kind, form, requestOf, edited, onClose }: Saving<K, Values>) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [begun] = useState(() => (edited === undefined ? undefined : { id: edited.id, revision: edited.revision, request: requestOf(form.values) }))
  return useMutation({
    mutationFn: async (values: Values) => {
      if (begun !== undefined) await patchResource(kind, begun.id, begun.revision, mergePatch(begun.request, requestOf(values)))
      return edited ?? await createResource(kind, requestOf(values))
    },
    onError: (error) => { form.setErrors(fieldErrors(error, pathsOf(form.values)).inputs) },
    onSuccess: async ({ name }) => {
      notifications.show({ color: 'green', message: begun === undefined ? t(`Created ${kinds[kind].one} “{name}”.`, { name }) : t('Changed “{name}”.', { name }) })
      await client.invalidateQueries({ queryKey: listOptions(kind).queryKey })
      if (begun === undefined) await navigate({ to: kinds[kind].item, params: { name } })
      else onClose()
    },
  })
}
