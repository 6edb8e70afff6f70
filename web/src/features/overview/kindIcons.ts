import { type Icon, IconArrowsSplit2, IconBox, IconPlugConnected, IconRulerMeasure, IconServer2, IconTopologyStar3 } from '@tabler/icons-react'
import type { Kind } from '../../shared/api/types'

export const kindIcons: Record<Kind, Icon> = {
  node: IconServer2,
  network: IconTopologyStar3,
  pod: IconBox,
  service: IconArrowsSplit2,
  'port-mapping': IconPlugConnected,
  pool: IconRulerMeasure,
}
