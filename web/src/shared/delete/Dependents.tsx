import { Alert, List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Culprit } from '../api/types'
import { CulpritLink } from '../ui/CulpritLink'

const shown = 12

interface Props {
  detail: string
  dependents: Culprit[]
}

/** What would be deleted along with a resource. */
export function Dependents({ detail, dependents }: Props) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="Something depends on it" role="alert">
      <Text fz="sm" mb={6}>{withoutAdvice(detail)}</Text>
      <List fz="sm" aria-label="Dependents">
        {dependents.slice(0, shown).map((culprit) => <List.Item key={culprit.id}><CulpritLink culprit={culprit} /></List.Item>)}
        {dependents.length > shown && <List.Item>and {dependents.length - shown} more</List.Item>}
      </List>
    </Alert>
  )
}

// After the colon stands what a client of the API should do; here a button does it.
const withoutAdvice = (detail: string) => detail.replace(/: delete .*$/, '.')
