import { Alert, List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Culprit } from '../api/types'
import { CulpritLink } from '../ui/CulpritLink'
import { t } from '../i18n/t'

const shown = 12

interface Props {
  dependents: Culprit[]
}

/** What would be deleted along with a resource. */
export function Dependents({ dependents }: Props) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={t('Something depends on it')} role="alert">
      <Text fz="sm" mb={6}>{t('These go along with it:')}</Text>
      <List fz="sm" aria-label={t('Dependents')}>
        {dependents.slice(0, shown).map((culprit) => <List.Item key={culprit.id}><CulpritLink culprit={culprit} /></List.Item>)}
        {dependents.length > shown && <List.Item>{t('and {count} more', { count: dependents.length - shown })}</List.Item>}
      </List>
    </Alert>
  )
}
