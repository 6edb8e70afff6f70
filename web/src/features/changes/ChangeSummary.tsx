import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useRights } from '../../shared/api/rights'
import type { Change } from '../../shared/api/types'
import { DiffView } from '../../shared/diff/DiffView'
import { diffOf } from '../../shared/diff/lines'
import { Age } from '../../shared/time/Age'
import { AnchorLink } from '../../shared/ui/AnchorLink'
import { CopyButton } from '../../shared/ui/CopyButton'
import { CulpritLink } from '../../shared/ui/CulpritLink'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { Section } from '../../shared/ui/Section'
import { RollbackDialog } from './RollbackDialog'
import { lookOf } from './words'
import { t } from '../../shared/i18n/t'
import { dateTimeText } from '../../shared/i18n/numbers'

/** Who changed what, and the way back. */
export function ChangeSummary({ change }: { change: Change }) {
  const { mayWrite } = useRights()
  const [isRollingBack, rollback] = useDisclosure()
  return (
    <Stack gap="xl">
      <Facts
        facts={[
          [t('What'), lookOf(change).label],
          [t('Resource'), <CulpritLink key="resource" culprit={{ kind: change.kind, name: change.name, id: change.resourceId }} />],
          [t('History'), <AnchorLink key="history" to="/changes" search={{ resource: change.resourceId }} inherit>{t('All its changes')}</AnchorLink>],
          [t('Project'), change.project ?? '–'],
          [t('Who'), change.actor],
          [t('When'), <span key="when"><Age at={change.at} /> · {dateTimeText(new Date(change.at))}</span>],
          [t('Request'), <Group key="request" gap={4} wrap="nowrap"><Mono>{change.requestId}</Mono><CopyButton value={change.requestId} what={t('request id')} /></Group>],
          ...(change.reason == null ? [] : [[t('Reason'), change.reason] as [string, string]]),
        ]}
      />
      <Section title={t('Before and after')}><DiffView lines={diffOf(change.before, change.after)} label={t('Before and after')} /></Section>
      {mayWrite && (
        <Section title={t('Way back')}>
          <Text fz="sm" c="dimmed">{t('Brings all resources of the project back to what they were right after this change. You see the plan first.')}</Text>
          <Group><Button variant="light" leftSection={<IconArrowBackUp size={16} />} onClick={rollback.open}>{t('Roll back to here')}</Button></Group>
        </Section>
      )}
      {isRollingBack && <RollbackDialog change={change} onClose={rollback.close} />}
    </Stack>
  )
}
