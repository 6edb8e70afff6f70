import { BaseEdge, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react'
import { gap, machineWidth, top } from './sizes'

/** Lines of different networks run beside one another, so far from the middle of their lane. */
export type LaneEdgeData = Edge<{ offset: number }, 'lane'>

/** From a network to a node: to one of the first row straight, to those below between the columns, so that no node hides it. */
export function LaneEdge({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, style }: EdgeProps<LaneEdgeData>) {
  const isBelow = targetY > top + gap
  const lane = targetX - (machineWidth + gap) / 2 + (data?.offset ?? 0)
  const middle = (sourceY + top) / 2
  const path = isBelow
    ? `M${sourceX},${sourceY} C${sourceX},${middle} ${lane},${middle} ${lane},${top} L${lane},${targetY - gap} C${lane},${targetY - gap / 3} ${targetX},${targetY - (2 * gap) / 3} ${targetX},${targetY}`
    : getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition })[0]
  return <BaseEdge path={path} {...(style === undefined ? {} : { style })} />
}
