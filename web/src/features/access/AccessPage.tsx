import { Stack } from '@mantine/core'
import { useRights } from '../../shared/api/rights'
import { PageHeader } from '../../shared/ui/PageHeader'
import { Projects } from './Projects'
import { Tokens } from './Tokens'
import { t } from '../../shared/i18n/t'

/** Who may do what, and where. */
export function AccessPage() {
  const { mayGrant } = useRights()
  return (
    <>
      <PageHeader title={t('Access')} hint={t('Tokens say who may do what; projects keep what belongs to different people apart.')} />
      <Stack gap="lg">
        {mayGrant && <Tokens />}
        <Projects />
      </Stack>
    </>
  )
}
