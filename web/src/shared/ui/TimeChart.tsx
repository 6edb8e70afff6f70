import { Group, Text } from '@mantine/core'
import classes from './TimeChart.module.css'

export interface Point {
  /** Milliseconds of the epoch. */
  at: number
  value: number
}

export interface Line {
  name: string
  color: string
  points: Point[]
  /** Whether the area under it is filled. */
  isFilled?: boolean
}

interface Props {
  lines: Line[]
  /** Both ends of the time, in milliseconds of the epoch. */
  from: number
  to: number
  /** The highest value of the picture. */
  top: number
  /** How a value and a time are written. */
  format: (value: number) => string
  formatTime: (at: Date) => string
  /** What it shows, for who does not see it. */
  label: string
}

/** Values over time. */
export function TimeChart({ lines, from, to, top, format, formatTime, label }: Props) {
  const x = (at: number) => (1000 * (at - from)) / Math.max(1, to - from)
  const y = (value: number) => 100 - (96 * value) / Math.max(top, Number.MIN_VALUE)
  const path = (points: Point[]) => points.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(2)}`).join('')
  const area = (points: Point[]) => `${path(points)}L${x(points.at(-1)?.at ?? to).toFixed(1)} 100L${x(points[0]?.at ?? from).toFixed(1)} 100Z`
  return (
    <div className={classes.chart}>
      <div className={classes.scale} aria-hidden><span>{format(top)}</span><span>{format(top / 2)}</span><span>{format(0)}</span></div>
      <div>
        <svg className={classes.picture} viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label={label}>
          <path className={classes.grid} d="M0 4H1000M0 52H1000M0 99.6H1000" />
          {lines.map(({ name, color, points, isFilled }) => points.length > 0 && (
            <g key={name} style={{ color }}>
              {isFilled && <path className={classes.area} d={area(points)} />}
              {points.length === 1
                ? <path className={classes.dot} d={`M${x(points[0]?.at ?? 0).toFixed(1)} ${y(points[0]?.value ?? 0).toFixed(2)}h.1`} />
                : <path className={classes.line} d={path(points)} />}
            </g>
          ))}
        </svg>
        <Group justify="space-between" className={classes.times} aria-hidden><span>{formatTime(new Date(from))}</span><span>{formatTime(new Date((from + to) / 2))}</span><span>{formatTime(new Date(to))}</span></Group>
      </div>
      {lines.length > 1 && (
        <Group gap="4px 16px" className={classes.legend}>
          {lines.map(({ name, color }) => <Text key={name} span fz="xs" className="swatched"><span className={classes.swatch} style={{ background: color }} />{name}</Text>)}
        </Group>
      )}
    </div>
  )
}
