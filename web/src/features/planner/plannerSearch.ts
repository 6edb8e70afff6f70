/** What the address bar says of a plan: the form. */
export interface PlannerSearch {
  nodes: number
  pods: number
  services: number
  growth: number
  family: 'ipv4' | 'ipv6' | 'dual'
  /** Ranges to keep clear of, with commas between. */
  avoid?: string
  /** What the subnet calculator is asked about. */
  cidr?: string
  split?: number
}

const count = (value: unknown, fallback: number) => {
  const number = Number(value)
  return value === undefined || value === '' || !Number.isFinite(number) ? fallback : number
}

export function parsePlannerSearch({ nodes, pods, services, growth, family, avoid, cidr, split }: Record<string, unknown>): PlannerSearch {
  return {
    nodes: count(nodes, 3),
    pods: count(pods, 100),
    services: count(services, 50),
    growth: count(growth, 4),
    family: family === 'ipv6' || family === 'dual' ? family : 'ipv4',
    ...(typeof avoid === 'string' && avoid !== '' ? { avoid } : {}),
    ...(typeof cidr === 'string' && cidr !== '' ? { cidr } : {}),
    ...(Number(split) > 0 ? { split: Number(split) } : {}),
  }
}
