import { IconArrowsSplit2 } from '@tabler/icons-react'
import { ResourcePage } from '../../shared/list/ResourcePage'
import { ServiceForm } from './ServiceForm'
import { serviceColumns } from './serviceColumns'
import { t } from '../../shared/i18n/t'

export function ServicesPage() {
  return (
    <ResourcePage
      kind="service"
      title={t('Services')}
      hint={t('One stable address in front of all pods with certain labels.')}
      columns={serviceColumns}
      empty={{ icon: IconArrowsSplit2, title: t('There is no service'), hint: t('A service gives pods that come and go one address, and spreads connections over them.'), create: t('Create the first service') }}
      form={ServiceForm}
    />
  )
}
