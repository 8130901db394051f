import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { Drawer, Grid, Layout } from 'antd'
import { useState, type MouseEvent } from 'react'
import { t } from '../ui/i18n'
import { can, useSession } from '../ui/session'
import { Header } from './Header'
import { modules } from './modules'
import { SideBar } from './SideBar'

/** Side bar, header, and the page between them. */
export function Shell() {
  const router = useRouter()
  const { me } = useSession()
  const wide = Grid.useBreakpoint().lg
  const [open, setOpen] = useState(false)
  const at = useRouterState({ select: (s) => s.resolvedLocation?.pathname })

  // A plain <a href> to another page of the back office stays in this one.
  function follow(event: MouseEvent) {
    const link = (event.target as Element).closest('a')
    if (!link || link.target || link.hasAttribute('download') || event.defaultPrevented) return
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || link.origin !== location.origin) return
    if (/^\/(api|desk|phone|assets)(\/|$)/.test(link.pathname) || link.hash) return
    event.preventDefault()
    setOpen(false)
    void router.navigate({ href: link.pathname + link.search })
  }

  return (
    <Layout className="shell" onClick={follow}>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {wide && (
        <Layout.Sider width={208} className="shell-side">
          <SideBar follow={follow} />
        </Layout.Sider>
      )}
      <Drawer
        open={!wide && open}
        onClose={() => setOpen(false)}
        placement="left"
        size={240}
        closable={false}
        title={null}
        aria-label={t('app.menu')}
        styles={{ body: { padding: 0, background: 'var(--side)' } }}
      >
        <SideBar follow={follow} onPick={() => setOpen(false)} />
      </Drawer>
      <Layout>
        <Header {...(wide ? {} : { openMenu: () => setOpen(true) })} />
        {me.demo && (
          <p className="demo" role="note">
            {t('app.demo')}
          </p>
        )}
        <main id="main" className="page" tabIndex={-1} data-at={at}>
          {at === '/home' && modules.map(({ banner }) => banner && can(me, banner.perm) && <banner.part key={banner.perm} />)}
          <Outlet />
        </main>
      </Layout>
    </Layout>
  )
}
