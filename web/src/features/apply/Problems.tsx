import { Alert, List, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { LineProblem } from './manifest'
import { t } from '../../shared/i18n/t'

interface Props {
  problems: LineProblem[]
  onGo: (line: number) => void
}

/** All that is wrong with a text; each leads to its line. */
export function Problems({ problems, onGo }: Props) {
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle size={18} />} title={t('{count|Something is wrong|# things are wrong}', { count: problems.length })}>
      <List fz="sm" spacing={4}>
        {problems.map(({ line, message }) => (
          <List.Item key={`${line ?? ''}${message}`}>
            {line !== null && <UnstyledButton fz="sm" fw={650} td="underline" mr={6} onClick={() => { onGo(line) }}>{t('Line {line}', { line })}</UnstyledButton>}
            {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
