import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { chooseLanguage, type Language, language, languages } from '../shared/i18n/language'
import { t } from '../shared/i18n/t'

/** The browser's language, where there is it, until somebody chooses. */
export function LanguageSwitch() {
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Language')}><IconLanguage size={18} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.entries(languages) as [Language, string][]).map(([code, name]) => (
          <Menu.Item key={code} lang={code} rightSection={code === language ? <IconCheck size={14} /> : null} aria-current={code === language} onClick={() => { chooseLanguage(code) }}>{name}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
