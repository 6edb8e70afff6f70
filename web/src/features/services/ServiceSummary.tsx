import type { Service } from '../../shared/api/types'
import { RecentEventsOf } from '../../shared/detail/RecentEventsOf'
import { numberText } from '../../shared/i18n/numbers'
import { t } from '../../shared/i18n/t'
import { Addresses } from '../../shared/ui/Addresses'
import { Conditions } from '../../shared/ui/Conditions'
import { Facts } from '../../shared/ui/Facts'
import { Mono } from '../../shared/ui/Mono'
import { NodeTally } from '../../shared/ui/NodeTally'
import { ResourceLink } from '../../shared/ui/ResourceLink'
import { Section } from '../../shared/ui/Section'
import { Answering } from './Answering'
import { Endpoints } from './Endpoints'
import { portTexts, selectorText } from './endpoints'
import { Traffic } from './Traffic'

/** Where a service is reached, and who answers. */
export function ServiceSummary({ service }: { service: Service }) {
  const { healthCheck } = service
  return (
    <>
      <Section title={t('Conditions')}><Conditions conditions={service.status.conditions} /></Section>
      <Section title={t('Address')}>
        <Facts
          facts={[
            [t('Type'), service.type],
            ...(service.externalName == null ? [] : [[t('External name'), <Mono key="external">{service.externalName}</Mono>] as [string, React.ReactNode]]),
            [t('Addresses'), <Addresses key="addresses" values={service.clusterIps} />],
            ...(service.type === 'loadBalancer' ? [[t('Load-balancer addresses'), <Answering key="answering" addresses={service.status.loadBalancer} />] as [string, React.ReactNode]] : []),
            ...(service.loadBalancerSourceRanges.length === 0 ? [] : [[t('Who may come'), <Addresses key="ranges" values={service.loadBalancerSourceRanges} />] as [string, React.ReactNode]]),
            [t('Ports'), <Mono key="ports">{portTexts(service).join(', ') || '–'}</Mono>],
            [t('Network'), <ResourceLink key="network" kind="network" name={service.network} project={service.project} />],
            [t('Selects'), <Mono key="selector">{selectorText(service) || '–'}</Mono>],
            [t('Nodes ready'), <NodeTally key="nodes" {...service.status.nodes} />],
          ]}
        />
      </Section>
      <Endpoints service={service} />
      {service.clusterIps.length > 0 && <Traffic service={service} />}
      <Section title={t('Balancing')}>
        <Facts
          facts={[
            [t('Session affinity'), service.sessionAffinity === 'none' ? t('none') : t('by the client’s address, for {count|# second|# seconds}', { count: service.sessionAffinityTimeoutSeconds })],
            [t('From inside'), service.internalTrafficPolicy === 'local' ? t('to those on the same node') : t('to any endpoint')],
            [t('From outside'), service.externalTrafficPolicy === 'local' ? t('to those on the same node') : t('to any endpoint')],
            [t('Health check'), healthCheck == null ? t('none') : <Mono key="health">{`${healthCheck.type} ${healthCheck.port}${healthCheck.path}`}</Mono>],
            [t('Grace'), t('{count|# second|# seconds}', { count: service.terminationGraceSeconds })],
            ...(service.backends == null ? [] : [[t('Backends'), numberText(service.backends.length)] as [string, React.ReactNode]]),
          ]}
        />
      </Section>
      <Section title={t('Lately')}><RecentEventsOf id={service.id} /></Section>
    </>
  )
}
