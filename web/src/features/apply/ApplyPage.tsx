import { Button, FileButton, Grid, Group, Paper, Stack } from '@mantine/core'
import { IconFileImport, IconFileStack, IconRocket } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { PlanView } from '../../shared/plan/PlanView'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { Applied } from './Applied'
import { Editor } from './Editor'
import { example } from './example'
import { selectLine } from './lines'
import { Problems } from './Problems'
import { useApply } from './useApply'
import { t } from '../../shared/i18n/t'

/** Resources as a text: planned first, then applied, then watched. */
export function ApplyPage() {
  const [text, setText] = useState('')
  const input = useRef<HTMLTextAreaElement>(null)
  const { plan, apply, problems, reset } = useApply()
  const write = (next: string) => {
    setText(next)
    reset()
  }
  const planned = plan.data?.text === text ? plan.data.result : null
  const isNothing = planned !== null && planned.created.length + planned.changed.length + planned.deleted.length === 0
  return (
    <>
      <PageHeader title={t('Plan and apply')} hint={t('Many resources at once, all or none: see what would change down to the kernels’ objects, then do it.')} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack gap="sm">
            <Editor value={text} wrongLines={new Set(problems.flatMap(({ line }) => line ?? []))} input={input} onChange={write} />
            <Group justify="space-between">
              <Group gap="xs">
                <FileButton onChange={(file) => void file?.text().then(write)} accept=".yaml,.yml,.json" inputProps={{ 'aria-label': t('File') }}>
                  {(props) => <Button variant="default" leftSection={<IconFileImport size={16} />} {...props}>{t('Open a file')}</Button>}
                </FileButton>
                {text === '' && <Button variant="subtle" onClick={() => { write(example) }}>{t('Try an example')}</Button>}
              </Group>
              <Group gap="xs">
                <Button variant={planned === null ? 'filled' : 'default'} loading={plan.isPending} disabled={text.trim() === ''} onClick={() => { apply.reset(); plan.mutate(text) }}>{t('Show the plan')}</Button>
                <Button leftSection={<IconRocket size={16} />} loading={apply.isPending} disabled={planned === null || isNothing || apply.isSuccess} onClick={() => { apply.mutate(text) }}>{t('Apply')}</Button>
              </Group>
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack gap="md">
            {problems.length > 0 && <Problems problems={problems} onGo={(line) => { if (input.current) selectLine(input.current, line) }} />}
            {apply.data !== undefined && <Paper withBorder p="md"><Applied result={apply.data.result} /></Paper>}
            {planned !== null && apply.data === undefined && <Paper withBorder p="md"><PlanView plan={planned} /></Paper>}
            {planned === null && apply.data === undefined && problems.length === 0 && (
              <Paper withBorder>
                <EmptyState icon={IconFileStack} title={t('No plan yet')} hint={t('Networks, pods, services and port mappings in any order, as YAML documents or JSON. Nothing happens before you have seen the plan.')} />
              </Paper>
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}
