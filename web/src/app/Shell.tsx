import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { Logo } from '../shared/ui/Logo'
import { AwayBanner } from './AwayBanner'
import { ConnectionIndicator } from './ConnectionIndicator'
import { LanguageSwitch } from './LanguageSwitch'
import { Navigation } from './Navigation'
import { ProjectSwitch } from './ProjectSwitch'
import classes from './Shell.module.css'
import { ThemeSwitch } from './ThemeSwitch'
import { t } from '../shared/i18n/t'

/** The frame of every page of somebody who is signed in. */
export function Shell() {
  const [isOpen, menu] = useDisclosure()
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }} padding={{ base: 'md', md: 'xl' }}>
      <a href="#content" className={classes.skip}>{t('Skip to the content')}</a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={isOpen ? t('Close the menu') : t('Open the menu')} />
            <Logo size={28} />
            <Text fw={700} fz={17} lts={-0.2} visibleFrom="xs">Netaas</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ProjectSwitch />
            <ConnectionIndicator />
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('Pages')}><Navigation onNavigate={menu.close} /></AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <AwayBanner />
        <div className={classes.page}><Outlet /></div>
      </AppShell.Main>
    </AppShell>
  )
}
