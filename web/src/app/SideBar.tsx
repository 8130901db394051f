import { useRouterState } from '@tanstack/react-router'
import { Menu } from 'antd'
import { createElement, type MouseEvent } from 'react'
import { t } from '../ui/i18n'
import { groups, useMenu } from './menu'

/** `follow` opens a link without loading the whole program anew; the menu keeps clicks to itself, so its links ask for it themselves. */
export function SideBar({ follow, onPick }: { follow: (event: MouseEvent) => void; onPick?: () => void }) {
  const here = useRouterState({ select: (s) => s.location.pathname })
  const entries = useMenu()
  // The longest address that leads here: /schools/import belongs to /schools unless it has its own entry.
  const current = entries
    .filter((e) => here === e.path || here.startsWith(`${e.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]

  const items = groups
    .map((group) => ({ group, own: entries.filter((e) => (e.group ?? 'daily') === group) }))
    .filter(({ own }) => own.length > 0)
    .map(({ group, own }) => ({
      type: 'group' as const,
      key: group,
      label: t(`app.group.${group}`),
      children: own.map((e) => ({ key: e.path, icon: createElement(e.icon), label: <a href={e.path} onClick={follow}>{t(e.key)}</a> })),
    }))

  return (
    <nav aria-label={t('app.menu')} className="side">
      <a className="brand" href="/">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>
          <strong>{t('app.name')}</strong>
          <small>{t('app.tagline')}</small>
        </span>
      </a>
      <Menu theme="dark" mode="inline" selectedKeys={current ? [current.path] : []} items={items} {...(onPick ? { onClick: onPick } : {})} />
    </nav>
  )
}
