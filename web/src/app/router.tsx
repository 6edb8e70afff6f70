import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { currentToken } from '../shared/api/session'
import { parseHostPortsSearch } from '../features/host-ports/hostPortsSearch'
import { parseHoldersSearch } from '../features/holders/holdersSearch'
import { parsePlannerSearch } from '../features/planner/plannerSearch'
import { parseTopologySearch } from '../features/topology/topologySearch'
import { parseChangesSearch } from '../shared/history/changesSearch'
import { parseListSearch } from '../shared/list/listSearch'
import { Broken } from './Broken'
import { NotFound } from './NotFound'
import { parseSearch, stringifySearch } from './search'
import { Shell } from './Shell'

const root = createRootRoute()

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => (typeof next === 'string' && next.startsWith('/') && !next.startsWith('//') ? { next } : {}),
  beforeLoad: ({ search }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    if (currentToken() !== null) throw redirect({ href: search.next ?? '/' })
  },
  component: lazyRouteComponent(() => import('../features/session/SignInPage'), 'SignInPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ location }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    if (currentToken() === null) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
  },
  component: Shell,
})

const overview = createRoute({ getParentRoute: () => shell, path: '/', component: lazyRouteComponent(() => import('../features/overview/OverviewPage'), 'OverviewPage') })

const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound })

const nodes = createRoute({ getParentRoute: () => shell, path: '/nodes', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/nodes/NodesPage'), 'NodesPage') })
const node = createRoute({ getParentRoute: () => nodes, path: '$name', component: lazyRouteComponent(() => import('../features/nodes/NodeDetail'), 'NodeDetail') })

const networks = createRoute({ getParentRoute: () => shell, path: '/networks', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/networks/NetworksPage'), 'NetworksPage') })
const network = createRoute({ getParentRoute: () => networks, path: '$name', component: lazyRouteComponent(() => import('../features/networks/NetworkDetail'), 'NetworkDetail') })

const pods = createRoute({ getParentRoute: () => shell, path: '/pods', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/pods/PodsPage'), 'PodsPage') })
const pod = createRoute({ getParentRoute: () => pods, path: '$name', component: lazyRouteComponent(() => import('../features/pods/PodDetail'), 'PodDetail') })

const services = createRoute({ getParentRoute: () => shell, path: '/services', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/services/ServicesPage'), 'ServicesPage') })
const service = createRoute({ getParentRoute: () => services, path: '$name', component: lazyRouteComponent(() => import('../features/services/ServiceDetail'), 'ServiceDetail') })

const mappings = createRoute({ getParentRoute: () => shell, path: '/port-mappings', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/port-mappings/PortMappingsPage'), 'PortMappingsPage') })
const mapping = createRoute({ getParentRoute: () => mappings, path: '$name', component: lazyRouteComponent(() => import('../features/port-mappings/PortMappingDetail'), 'PortMappingDetail') })

const pools = createRoute({ getParentRoute: () => shell, path: '/pools', validateSearch: parseListSearch, component: lazyRouteComponent(() => import('../features/pools/PoolsPage'), 'PoolsPage') })
const pool = createRoute({ getParentRoute: () => pools, path: '$name', component: lazyRouteComponent(() => import('../features/pools/PoolDetail'), 'PoolDetail') })

const hostPorts = createRoute({ getParentRoute: () => shell, path: '/host-ports', validateSearch: parseHostPortsSearch, component: lazyRouteComponent(() => import('../features/host-ports/HostPortsPage'), 'HostPortsPage') })

const holders = createRoute({ getParentRoute: () => shell, path: '/holders', validateSearch: parseHoldersSearch, component: lazyRouteComponent(() => import('../features/holders/HoldersPage'), 'HoldersPage') })

const changes = createRoute({ getParentRoute: () => shell, path: '/changes', validateSearch: parseChangesSearch, component: lazyRouteComponent(() => import('../features/changes/ChangesPage'), 'ChangesPage') })
const change = createRoute({ getParentRoute: () => changes, path: '$revision', component: lazyRouteComponent(() => import('../features/changes/ChangeDetail'), 'ChangeDetail') })

const apply = createRoute({ getParentRoute: () => shell, path: '/apply', component: lazyRouteComponent(() => import('../features/apply/ApplyPage'), 'ApplyPage') })

const planner = createRoute({ getParentRoute: () => shell, path: '/planner', validateSearch: parsePlannerSearch, component: lazyRouteComponent(() => import('../features/planner/PlannerPage'), 'PlannerPage') })

const access = createRoute({ getParentRoute: () => shell, path: '/access', component: lazyRouteComponent(() => import('../features/access/AccessPage'), 'AccessPage') })

const topology = createRoute({ getParentRoute: () => shell, path: '/topology', validateSearch: parseTopologySearch, component: lazyRouteComponent(() => import('../features/topology/TopologyPage'), 'TopologyPage') })

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      overview,
      nodes.addChildren([node]),
      networks.addChildren([network]),
      pods.addChildren([pod]),
      services.addChildren([service]),
      mappings.addChildren([mapping]),
      pools.addChildren([pool]),
      hostPorts,
      changes.addChildren([change]),
      holders,
      apply,
      planner,
      access,
      topology,
      nowhere,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
