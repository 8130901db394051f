import { NotificationOutlined } from '@ant-design/icons'
import { api, must } from '../../api/client'
import type { Room } from '../../ui/room'
import { changes } from './parts/changes'

const room: Room = {
  routes: [
    { path: '/notices', title: 'notify.title', page: () => import('./pages/Notices') },
    { path: '/channels', title: 'notify.channels.title', perm: 'notify.manage', page: () => import('./pages/Channels') },
  ],
  menu: [{ key: 'notify.channels.title', path: '/channels', icon: NotificationOutlined, perm: 'notify.manage', order: 60, group: 'base' }],
  bell: {
    path: '/notices',
    count: async () => (await must(api.GET('/api/v1/notices/unread'))).unread,
    changes,
  },
}

export default room
