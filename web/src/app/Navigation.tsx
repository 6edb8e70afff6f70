import { AppShell, NavLink } from '@mantine/core'
import { type Icon, IconAffiliate, IconApi, IconArrowsSplit2, IconBox, IconCalculator, IconFileStack, IconHistory, IconKey, IconLayoutDashboard, IconLogout, IconPlugConnected, IconServer2, IconPlug, IconRulerMeasure, IconTopologyStar3, IconUserSearch } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useRights } from '../shared/api/rights'
import { signOut } from '../shared/api/session'
import { t } from '../shared/i18n/t'

interface Page {
  to: string
  label: string
  icon: Icon
  /** Of no use to who may only read. */
  isWrite?: true
}

const pages: Page[] = [
  { to: '/', label: t('Overview'), icon: IconLayoutDashboard },
  { to: '/topology', label: t('Topology'), icon: IconAffiliate },
  { to: '/nodes', label: t('Nodes'), icon: IconServer2 },
  { to: '/networks', label: t('Networks'), icon: IconTopologyStar3 },
  { to: '/pods', label: t('Pods'), icon: IconBox },
  { to: '/services', label: t('Services'), icon: IconArrowsSplit2 },
  { to: '/port-mappings', label: t('Port mappings'), icon: IconPlugConnected },
  { to: '/host-ports', label: t('Host ports'), icon: IconPlug },
  { to: '/pools', label: t('Pools'), icon: IconRulerMeasure },
  { to: '/planner', label: t('Subnet planner'), icon: IconCalculator },
  { to: '/apply', label: t('Plan and apply'), icon: IconFileStack, isWrite: true },
  { to: '/changes', label: t('Changes'), icon: IconHistory },
  { to: '/holders', label: t('Who held it'), icon: IconUserSearch },
  { to: '/access', label: t('Access'), icon: IconKey },
]

/** The pages there are, and the way out. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { pathname } = useLocation()
  const { mayWrite } = useRights()
  return (
    <>
      <AppShell.Section grow>
        {pages.filter(({ isWrite }) => isWrite !== true || mayWrite).map(({ to, label, icon: Icon }) => {
          const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              leftSection={<Icon size={18} stroke={1.7} />}
              active={isHere}
              aria-current={isHere ? 'page' : undefined}
              onClick={onNavigate}
              bdrs="md"
              mb={2}
              fw={500}
            />
          )
        })}
      </AppShell.Section>
      <AppShell.Section>
        <NavLink href="/swagger" label="API" leftSection={<IconApi size={18} stroke={1.7} />} bdrs="md" fw={500} />
        <NavLink component="button" label={t('Sign out')} leftSection={<IconLogout size={18} stroke={1.7} />} onClick={() => { signOut() }} bdrs="md" fw={500} />
      </AppShell.Section>
    </>
  )
}
