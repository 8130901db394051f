import { api, must } from '../../api/client'
import type { Room } from '../../ui/room'
import { changes } from './parts/changes'

const room: Room = {
  routes: [{ path: '/notices', title: 'notify.title', page: () => import('./pages/Notices') }],
  menu: [],
  bell: {
    path: '/notices',
    count: async () => (await must(api.GET('/api/v1/notices/unread'))).unread,
    changes,
  },
}

export default room
