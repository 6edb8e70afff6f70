import { Text } from '@mantine/core'
import type { Pod } from '../../shared/api/types'
import { rich, t } from '../../shared/i18n/t'
import { CopyButton } from '../../shared/ui/CopyButton'
import { Hint } from '../../shared/ui/Hint'
import { Mono } from '../../shared/ui/Mono'

/** Container ids are long; so much of one tells it from others. */
const told = 12

interface Props {
  pod: Pod
  /** In a word, for a cell of a list. */
  isShort?: boolean
}

/** Who asked for a pod: the API, or a runtime on its node for a container. */
export function PodOrigin({ pod: { source }, isShort = false }: Props) {
  if (source == null) return <Text span inherit {...(isShort ? { c: 'dimmed' } : {})}>{t('the API')}</Text>
  const id = <Mono>{source.containerId.slice(0, told)}</Mono>
  if (isShort) return <Hint label={source.containerId}><span>{source.runtime} {id}</span></Hint>
  return <span className="copyable">{rich('{runtime}, container {id}', { runtime: source.runtime, id: <Mono style={{ overflowWrap: 'anywhere' }}>{source.containerId}</Mono> })} <CopyButton value={source.containerId} what={t('container id')} /></span>
}
