import { useQuery } from '@tanstack/react-query'
import { api } from '../../shared/api/client'
import { problemOf, unwrap } from '../../shared/api/problem'
import { fieldErrors } from '../../shared/forms/fieldErrors'
import { useSettled } from '../../shared/forms/useSettled'
import { t } from '../../shared/i18n/t'

/** What the CIDRs of a form would be refused for, by input, while they are typed: creating the network is rehearsed. */
export function useClashes(podCidrs: string[], serviceCidrs: string[]): Record<string, string> {
  const settled = useSettled({ podCidrs, serviceCidrs })
  const { data } = useQuery({
    queryKey: ['rehearsal', 'network', settled] as const,
    queryFn: () => rehearse(settled),
    enabled: settled.podCidrs.length + settled.serviceCidrs.length > 0,
    staleTime: 0,
    gcTime: 0,
  })
  return data ?? {}
}

// Any name serves: what is said of it is left out.
const name = 'of-a-rehearsal'

async function rehearse({ podCidrs, serviceCidrs }: { podCidrs: string[]; serviceCidrs: string[] }) {
  const body = { name, ...(podCidrs.length > 0 ? { podCidrs } : {}), ...(serviceCidrs.length > 0 ? { serviceCidrs } : {}) }
  try {
    await unwrap(api.POST('/api/v1/networks', { params: { query: { dryRun: true } }, body }))
    return {}
  } catch (error) {
    const { inputs } = fieldErrors(error, ['podCidrs', 'serviceCidrs'])
    const { suggestion } = problemOf(error)
    return Object.fromEntries(Object.entries(inputs).map(([field, message]) => [field, suggestion == null || message.includes(suggestion) ? message : `${message} ${t('{cidr} is free.', { cidr: suggestion })}`]))
  }
}
