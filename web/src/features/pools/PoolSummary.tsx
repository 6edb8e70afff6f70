import type { Pool } from '../../shared/api/types'
import { t } from '../../shared/i18n/t'
import { Addresses } from '../../shared/ui/Addresses'
import { Facts } from '../../shared/ui/Facts'
import { NameList } from '../../shared/ui/NameList'
import { Section } from '../../shared/ui/Section'
import { purposes } from './purposes'
import { Reservations } from './Reservations'
import { useNext, useStanding } from './usePool'
import { Utilization } from './Utilization'

/** What a pool is for, and who has what of it. */
export function PoolSummary({ pool }: { pool: Pool }) {
  const next = useNext(pool)
  const standing = useStanding(pool)
  const kind = pool.purpose === 'external' ? 'service' : 'network'
  return (
    <>
      <Section title={t('Address space')}>
        <Facts
          facts={[
            ['CIDR', <Addresses key="cidr" values={[pool.cidr]} what="CIDR" />],
            [t('For'), purposes[pool.purpose]],
            [t('Cut into'), `/${pool.defaultPrefixLength}`],
            [t('Used'), <Utilization key="used" ratio={pool.status.utilization.ratio} />],
            [t('Next free'), next === undefined ? t('none') : <Addresses key="next" values={[next]} what="CIDR" />],
          ]}
        />
      </Section>
      <Section title={kind === 'service' ? t('Services ({count})', { count: standing.length }) : t('Networks ({count})', { count: standing.length })}><NameList kind={kind} resources={standing} /></Section>
      <Reservations pool={pool} />
    </>
  )
}
