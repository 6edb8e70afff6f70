import { Alert, Button, Group, List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { problemOf } from '../api/problem'
import { titleOf } from '../api/problemTitles'
import type { FieldProblem } from '../api/types'
import { CulpritLink } from './CulpritLink'
import { t } from '../i18n/t'

interface Props {
  error: unknown
  /** Field problems that no input shows. */
  others?: FieldProblem[]
  onRetry?: () => void
}

/** A refusal in the API's words, with links to whatever stands in the way. */
export function ProblemAlert({ error, others = [], onRetry }: Props) {
  const problem = problemOf(error)
  const { detail, conflicts } = problem
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={titleOf(problem)} role="alert">
      {others.length === 0 && <Text fz="sm">{detail}</Text>}
      <List fz="sm">
        {others.map(({ field, message }) => <List.Item key={field + message}>{field === '' ? message : `${field}: ${message}`}</List.Item>)}
      </List>
      {conflicts != null && conflicts.length > 0 && (
        <Group gap="xs" mt={6}>
          {conflicts.map((culprit) => <CulpritLink key={culprit.id} culprit={culprit} />)}
        </Group>
      )}
      {onRetry && <Button mt="sm" size="xs" variant="light" color="red" onClick={onRetry}>{t('Try again')}</Button>}
    </Alert>
  )
}
