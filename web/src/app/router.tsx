import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ComponentType } from 'react'
import type { RoomRoute } from '../ui/room'
import { modules } from './modules'
import { FirstPage } from './FirstPage'
import { NotFound } from './NotFound'
import { PageError } from './PageError'
import { PageFrame } from './PageFrame'
import { SessionGate } from './SessionGate'
import { Shell } from './Shell'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: () => (
    <SessionGate>
      <Shell />
    </SessionGate>
  ),
})

const all = modules.flatMap((room) => room.routes)
const page = (parent: typeof root | typeof shell) => (route: RoomRoute) => {
  const Page = lazyRouteComponent(route.page) as ComponentType
  return createRoute({
    getParentRoute: () => parent as typeof root,
    path: route.path,
    component: () => (
      <PageFrame route={route}>
        <Page />
      </PageFrame>
    ),
  })
}

const bare = all.filter((r) => r.bare).map(page(root))
const framed = [
  createRoute({ getParentRoute: () => shell, path: '/', component: FirstPage }),
  ...all.filter((r) => !r.bare).map(page(shell)),
  createRoute({ getParentRoute: () => shell, path: '$', component: NotFound }),
]

export const router = createRouter({
  routeTree: root.addChildren([...bare, shell.addChildren(framed)]),
  defaultErrorComponent: PageError,
  defaultPendingComponent: () => <Skeleton active paragraph={{ rows: 8 }} className="page-wait" />,
  defaultPendingMs: 300,
  scrollRestoration: true,
  // Filters are plain text in the address: ?county=140902&q=一中
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString()
    return text && `?${text}`
  },
})
