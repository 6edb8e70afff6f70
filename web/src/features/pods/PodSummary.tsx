import type { Pod } from '../../shared/api/types'
import { useList } from '../../shared/data/queries'
import { isBehind } from '../../shared/data/selects'
import { RecentEventsOf } from '../../shared/detail/RecentEventsOf'
import { dateTimeText } from '../../shared/i18n/numbers'
import { Addresses } from '../../shared/ui/Addresses'
import { Command } from '../../shared/ui/Command'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NameList } from '../../shared/ui/NameList'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import { DrainSwitch } from './DrainSwitch'
import { enterCommand } from './enterCommand'
import { PodOrigin } from './PodOrigin'
import { t } from '../../shared/i18n/t'

/** Where a pod is, how it is reached, and what publishes it. */
export function PodSummary({ pod }: { pod: Pod }) {
  const mappings = useList('port-mapping').data?.filter((mapping) => mapping.pod === pod.name && mapping.project === pod.project) ?? []
  const services = useList('service').data?.filter((service) => isBehind(pod, service)) ?? []
  return (
    <>
      <Section title={t('Conditions')}><Conditions conditions={pod.status.conditions} /></Section>
      <Section title={t('Network')}>
        <Facts
          facts={[
            [t('Addresses'), <Addresses key="addresses" values={pod.addresses} />],
            [t('Network'), pod.network == null ? '–' : <ResourceLink key="network" kind="network" name={pod.network} project={pod.project} />],
            [t('Node'), <ResourceLink key="node" kind="node" name={pod.node} />],
            [t('MAC address'), <Mono key="mac">{pod.mac ?? "–"}</Mono>],
            [t('Interface'), <Mono key="interface">{pod.status.interface ?? "–"}</Mono>],
            [t('Names'), pod.status.dns == null ? '–' : <Mono key="dns">{t('{servers}, in {domain}', { servers: pod.status.dns.nameservers.join(', '), domain: pod.status.dns.search[0] ?? '' })}</Mono>],
            [t('Mode'), pod.mode],
            [t('Came from'), <PodOrigin key="origin" pod={pod} />],
            ...(pod.status.terminatesAt == null ? [] : [[t('Goes at'), dateTimeText(new Date(pod.status.terminatesAt))] as [string, string]]),
            [t('Services'), <DrainSwitch key="drain" pod={pod} />],
            [t('Listens on'), pod.ports.map(({ name, port, protocol }) => `${port}/${protocol}${name == null ? '' : ` (${name})`}`).join(', ') || '–'],
          ]}
        />
      </Section>
      <Section title={t('Enter it, on its node')}><Command line={enterCommand(pod)} /></Section>
      <Section title={t('Port mappings ({count})', { count: mappings.length })}><NameList kind="port-mapping" resources={mappings} /></Section>
      <Section title={t('Services ({count})', { count: services.length })}><NameList kind="service" resources={services} /></Section>
      <Section title={t('Lately')}><RecentEventsOf id={pod.id} /></Section>
    </>
  )
}
