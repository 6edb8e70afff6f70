import { IconTopologyStar3 } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { NetworkForm } from './NetworkForm'
import { networkColumns } from './networkColumns'
import { t } from '../../shared/i18n/t'

export function NetworksPage() {
  return (
    <ResourcePage
      kind="network"
      title={t('Networks')}
      hint={t('Address space for pods, carried between nodes.')}
      columns={networkColumns}
      empty={{ icon: IconTopologyStar3, title: t('No network yet'), hint: t('A network gives pods their addresses and joins them across nodes. Only a name is needed; the rest is chosen.'), create: t('Create the first network') }}
      form={NetworkForm}
    />
  )
}
