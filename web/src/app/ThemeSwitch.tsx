import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { t } from '../shared/i18n/t'

/** Light or dark; the system's choice until somebody chooses. */
export function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const now = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const other = now === 'dark' ? 'light' : 'dark'
  return (
    <Tooltip label={t(`Switch to ${other}`)}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t(`Switch to the ${other} theme`)} onClick={() => { setColorScheme(other) }}>
        {now === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  )
}
