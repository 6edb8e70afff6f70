import { Alert } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { t } from '../i18n/t'
import { Command } from './Command'

/** The one time that a token's secret is shown. */
export function Secret({ of, secret }: { of?: string; secret: string }) {
  return (
    <>
      <Alert color="yellow" styles={{ title: { color: 'inherit' } }} icon={<IconKey size={18} />} title={of === undefined ? t('Copy it now') : `${t('Token “{name}”', { name: of })}: ${t('Copy it now')}`}>
        {t('It is kept nowhere: nobody, not even an admin, can show it again.')}
      </Alert>
      <Command line={secret} />
    </>
  )
}
