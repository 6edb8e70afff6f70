import { useStore } from '@xyflow/react'

/** How much there is room for: counts, names, or addresses and interfaces. */
export type Detail = 'counts' | 'names' | 'interfaces'

/** Below the first nobody reads a name, from the second on there is room for more beside it. */
const readable = 0.42
const roomy = 1.5

/** From so many nodes on only what is in view is drawn; until the whole of them has been brought into view nobody reads a name. */
export const isLarge = (nodes: number) => nodes > 60

/** What the picture shows at the present zoom; changes with it only where a threshold is passed. */
export const useDetail = (): Detail =>
  useStore(({ transform: [, , zoom], fitViewQueued, nodes }) => ((fitViewQueued && isLarge(nodes.length)) || zoom < readable ? 'counts' : zoom < roomy ? 'names' : 'interfaces'))
