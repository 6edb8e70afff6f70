import type { Node } from '../../shared/api/types'

/** How many revisions a node's kernel is behind what its agent has heard. */
export const lagOf = ({ status }: Node) => Math.max(0, (status.receivedRevision ?? 0) - (status.appliedRevision ?? 0))
