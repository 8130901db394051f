import { useRouterState } from '@tanstack/react-router'
import { Menu, type MenuProps } from 'antd'
import { createElement, useState, type MouseEvent } from 'react'
import { t } from '../ui/i18n'
import { groups, type RoomMenu } from '../ui/room'
import { useMenu } from './menu'

/** So many lines are seen at one glance; of more, the fields of work are folded but the one in use. */
const oneGlance = 14

/** What was unfolded stays so while this tab is open. */
const kept = 'huxue.side'

function unfolded(): string[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(kept) ?? '[]')
    return Array.isArray(list) ? list.filter((k) => typeof k === 'string') : []
  } catch {
    return []
  }
}

const groupOf = (entry: RoomMenu) => entry.group ?? 'daily'

/** `follow` opens a link without loading the whole program anew; the menu keeps clicks to itself, so its links ask for it themselves. */
export function SideBar({ follow, onPick }: { follow: (event: MouseEvent) => void; onPick?: () => void }) {
  const here = useRouterState({ select: (s) => s.location.pathname })
  const entries = useMenu()
  // The longest address that leads here: /schools/import belongs to /schools unless it has its own entry.
  const current = entries
    .filter((e) => here === e.path || here.startsWith(`${e.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
  const [open, setOpen] = useState(unfolded)
  // Coming into a field of work unfolds it once; who folds it afterwards is left in peace.
  const [came, setCame] = useState<string>()
  if (current && came !== groupOf(current)) {
    setCame(groupOf(current))
    if (!open.includes(groupOf(current))) setOpen([...open, groupOf(current)])
  }
  const fold = entries.length > oneGlance

  const items = groups
    .map((group) => ({ group, own: entries.filter((e) => groupOf(e) === group) }))
    .filter(({ own }) => own.length > 0)
    .flatMap(({ group, own }): NonNullable<MenuProps['items']> => {
      const lines = own.map((e) => ({ key: e.path, icon: createElement(e.icon), label: <a href={e.path} onClick={follow}>{t(e.key)}</a> }))
      if (fold && group === 'daily') return lines
      return [{ key: `group ${group}`, label: t(`app.group.${group}`), children: lines, ...(fold ? {} : { type: 'group' as const }) }]
    })

  return (
    <nav aria-label={t('app.menu')} className="side">
      <a className="brand" href="/">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>
          <strong>{t('app.name')}</strong>
          <small>{t('app.tagline')}</small>
        </span>
      </a>
      <Menu
        theme="dark" mode="inline" inlineIndent={20} selectedKeys={current ? [current.path] : []} items={items}
        openKeys={open.map((g) => `group ${g}`)}
        onOpenChange={(keys) => {
          const list = keys.map((k) => k.replace('group ', ''))
          sessionStorage.setItem(kept, JSON.stringify(list))
          setOpen(list)
        }}
        {...(onPick ? { onClick: onPick } : {})}
      />
    </nav>
  )
}
