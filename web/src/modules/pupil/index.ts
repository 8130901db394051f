import { IdcardOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/pupils', title: 'pupil.title', perm: 'pupil.view', page: () => import('./pages/Rosters') },
    { path: '/pupils/import', title: 'pupil.importTitle', perm: 'pupil.import', page: () => import('./pages/Import') },
  ],
  menu: [{ key: 'pupil.title', path: '/pupils', icon: IdcardOutlined, perm: 'pupil.view', order: 15, group: 'base' }],
}

export default room
