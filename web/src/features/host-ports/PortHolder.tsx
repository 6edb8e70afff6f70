import { Text } from '@mantine/core'
import { kindText } from '../../shared/data/kinds'
import { t } from '../../shared/i18n/t'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import type { HostPort } from './hostPorts'

/** Who has a port. */
export function PortHolder({ port: { holder, process } }: { port: HostPort }) {
  if (holder !== null) return <span><Text span inherit c="dimmed">{kindText(holder.kind)} </Text><ResourceLink kind={holder.kind} name={holder.name} project={holder.project} strong /></span>
  return process === '' ? <Text span inherit c="dimmed">{t('the kernel, or a process of the node')}</Text> : <span><Text span inherit c="dimmed">{t('process')} </Text>{process}</span>
}
