import { expect, it } from 'vitest'
import { can, type Me } from '../ui/session'
import { menuOf } from './menu'

const me: Me = { person: { id: 'p', name: '张', unit: '教育局' }, roles: [], permissions: { 'org.read': ['/14/1409/140902/'], 'x.none': [] }, device: null, lang: 'zh' }
const entry = (path: string, order: number, more = {}) => ({ key: 'app.name' as const, path, icon: () => null, order, ...more })

it('shows what the person may open, group by group', () => {
  const rooms = [{ routes: [], menu: [entry('/audit', 1, { group: 'system', perm: 'org.read' }), entry('/secret', 1, { perm: 'auth.admin' }), entry('/home', 2), entry('/alarms', 1)] }]
  expect(menuOf(me, rooms).map((m) => m.path)).toEqual(['/alarms', '/home', '/audit'])
})

it('asks for a right somewhere, or at one place', () => {
  expect(can(me, 'org.read')).toBe(true)
  expect(can(me, 'x.none')).toBe(false)
  expect(can(me, 'org.read', '/14/1409/140902/sch_1/')).toBe(true)
  expect(can(me, 'org.read', '/14/1409/140981/sch_2/')).toBe(false)
})
