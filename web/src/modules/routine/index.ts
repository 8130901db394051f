import { BookOutlined, CalendarOutlined, ReadOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/routine', title: 'routine.title', perm: 'routine.view', page: () => import('./pages/Routine') },
    { path: '/safety-hours', title: 'routine.hours.title', perm: 'routine.view', page: () => import('./pages/Hours') },
    { path: '/counsellor-lessons', title: 'routine.visit.title', page: () => import('./pages/Visits') },
    { path: '/school-calendar', title: 'routine.calendar.title', perm: 'routine.view', page: () => import('./pages/SchoolCalendar') },
  ],
  menu: [
    { key: 'routine.menu', path: '/routine', icon: BookOutlined, perm: 'routine.view', order: 54, group: 'daily' },
    { key: 'routine.hours.title', path: '/safety-hours', icon: ReadOutlined, perm: 'routine.view', order: 55, group: 'teach' },
    { key: 'routine.visit.title', path: '/counsellor-lessons', icon: SafetyCertificateOutlined, perm: 'routine.view', order: 56, group: 'teach' },
    { key: 'routine.visit.title', path: '/counsellor-lessons', icon: SafetyCertificateOutlined, perm: 'routine.agree', order: 56, group: 'teach' },
    { key: 'routine.calendar.title', path: '/school-calendar', icon: CalendarOutlined, perm: 'routine.view', order: 40, group: 'base' },
  ],
}
export default room
