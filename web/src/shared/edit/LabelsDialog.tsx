import { Button, Group, Modal, Stack, TagsInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Kind, Resource } from '../api/types'
import { patchResource } from '../data/writes'
import { mergePatch } from '../forms/mergePatch'
import { labelsOf, pairsOf } from '../forms/values'
import { ProblemAlert } from '../ui/ProblemAlert'
import { t } from '../i18n/t'

interface Props {
  kind: Kind
  resource: Resource
  onClose: () => void
}

/** Changes the labels as they stood when the dialog opened; a change of somebody else's meanwhile is not overwritten. */
export function LabelsDialog({ kind, resource, onClose }: Props) {
  const [{ id, name, labels, revision }] = useState(resource)
  const [pairs, setPairs] = useState(pairsOf(labels))
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: () => patchResource(kind, id, revision, mergePatch({ labels }, { labels: labelsOf(pairs) ?? {} })),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['list', kind] }),
  })
  return (
    <Modal opened onClose={onClose} title={t('Labels of {name}', { name })} centered closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack>
        {change.error !== null && <ProblemAlert error={change.error} />}
        <TagsInput label={t('Labels')} description={t('Services and filters go by them.')} placeholder="app=web" acceptValueOnBlur data-autofocus value={pairs} onChange={setPairs} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t('Cancel')}</Button>
          <Button loading={change.isPending} onClick={() => { change.mutate() }}>{t('Save')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
