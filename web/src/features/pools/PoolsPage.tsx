import { IconRulerMeasure } from '@tabler/icons-react'
import { t } from '../../shared/i18n/t'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { poolColumns } from './poolColumns'
import { PoolForm } from './PoolForm'

export function PoolsPage() {
  return (
    <ResourcePage
      kind="pool"
      title={t('Pools')}
      hint={t('Address space that networks’ CIDRs and load-balancer addresses are cut from.')}
      columns={poolColumns}
      empty={{ icon: IconRulerMeasure, title: t('There is no pool'), hint: t('Without a pool each network has to say its own CIDRs.'), create: t('Create the first pool') }}
      form={PoolForm}
    />
  )
}
