import { Button } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import { IconZoomScan } from '@tabler/icons-react'
import { Panel, useReactFlow } from '@xyflow/react'
import { t } from '../../shared/i18n/t'

/** How near pods show their interfaces. */
const near = 2.2
const far = 0.08

/** Between the fleet and the node of the selected pod, near enough to read its interface. */
export function ZoomToPod({ machine }: { machine: string | null }) {
  const { fitView } = useReactFlow()
  const duration = useReducedMotion() ? 0 : 350
  return (
    <Panel position="top-right">
      <Button.Group>
        {machine !== null && <Button size="xs" variant="default" leftSection={<IconZoomScan size={14} />} onClick={() => void fitView({ nodes: [{ id: machine }], duration, minZoom: near, maxZoom: near })}>{t('To its interface')}</Button>}
        <Button size="xs" variant="default" onClick={() => void fitView({ duration, padding: far, maxZoom: 1 })}>{t('Whole fleet')}</Button>
      </Button.Group>
    </Panel>
  )
}
