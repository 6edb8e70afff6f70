import { Group, Paper, Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAffiliate } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { byName } from '../../shared/data/order'
import { useList } from '../../shared/data/queries'
import { find, labelIn, referenceOf } from '../../shared/data/scope'
import { ListSkeleton } from '../../shared/list/ListSkeleton'
import { EmptyState } from '../../shared/ui/EmptyState'
import { PageHeader } from '../../shared/ui/PageHeader'
import { ProblemAlert } from '../../shared/ui/ProblemAlert'
import { Canvas } from './Canvas'
import { colorsOf } from './colors'
import { graphOf } from './graph'
import { reachOf } from './reach'
import type { TopologySearch } from './topologySearch'
import { t } from '../../shared/i18n/t'

/** The fleet as a picture: nodes, their bridges and pods, and the networks that join them. */
export function TopologyPage() {
  const search: TopologySearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const isTall = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const [nodes, networks, pods, services] = [useList('node'), useList('network'), useList('pod'), useList('service')]
  const graph = useMemo(() => {
    if (!nodes.data || !networks.data || !pods.data) return null
    const chosen = search.network === undefined ? undefined : find(networks.data, search.network)
    return graphOf({
      nodes: nodes.data,
      networks: networks.data.filter(({ id }) => search.network === undefined || id === chosen?.id),
      pods: pods.data.filter(({ network, project }) => search.network === undefined || (network === chosen?.name && project === chosen?.project)),
      colors: colorsOf(networks.data),
      isTall,
    })
  }, [nodes.data, networks.data, pods.data, search.network, isTall])
  const pod = (search.pod === undefined ? undefined : find(pods.data ?? [], search.pod)) ?? null
  const reach = useMemo(
    () => pod && reachOf(pod, pods.data ?? [], services.data ?? [], networks.data ?? []),
    [pod, pods.data, services.data, networks.data],
  )
  const change = (next: TopologySearch) => void navigate({ to: '/topology', search: next, replace: true })
  const select = (id: string | null) => {
    const selected = pods.data?.find((each) => each.id === id)
    change({ ...(search.network === undefined ? {} : { network: search.network }), ...(selected === undefined ? {} : { pod: referenceOf(selected, pods.data ?? []) }) })
  }
  const error = nodes.error ?? networks.error ?? pods.error
  return (
    <>
      <PageHeader title={t('Topology')} hint={t('Nodes with their bridges and pods; a colour is a network. Select a pod to see whom it reaches.')} />
      <Group mb="sm">
        <Select
          aria-label={t('Network')}
          placeholder={t('All networks')}
          clearable
          searchable
          w={220}
          data={(networks.data ?? []).toSorted(byName).map((each, _, all) => ({ value: referenceOf(each, all), label: labelIn(each, all) }))}
          value={search.network ?? null}
          onChange={(network) => { change(network === null ? {} : { network }) }}
        />
      </Group>
      {graph === null && (error === null ? <ListSkeleton /> : <ProblemAlert error={error} />)}
      {graph !== null && graph.nodes.length === 0 && <Paper withBorder><EmptyState icon={IconAffiliate} title={t('No node has joined yet')} hint={t('Nodes show here as soon as their agents enrol.')} /></Paper>}
      {graph !== null && graph.nodes.length > 0 && (
        <Canvas graph={graph} pod={pod} reach={reach} onSelect={select} />
      )}
    </>
  )
}
