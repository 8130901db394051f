import { ReadOutlined, TeamOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/campaigns', title: 'campaign.title', perm: 'campaign.view', page: () => import('./pages/Campaigns') },
    { path: '/campaigns/$id', title: 'campaign.title', perm: 'campaign.view', page: () => import('./pages/Campaign') },
    { path: '/campaigns/$id/print', title: 'campaign.print.title', perm: 'campaign.view', page: () => import('./pages/RankingPrint') },
    { path: '/campaigns/$id/classes/$class', title: 'campaign.class.title', perm: 'campaign.view', page: () => import('./pages/ClassPage') },
    { path: '/my-class', title: 'campaign.mine.title', perm: 'campaign.lead', page: () => import('./pages/MyClass') },
  ],
  menu: [
    { key: 'campaign.title', path: '/campaigns', icon: ReadOutlined, perm: 'campaign.view', order: 30, group: 'teach' },
    { key: 'campaign.mine.title', path: '/my-class', icon: TeamOutlined, perm: 'campaign.lead', order: 31, group: 'teach' },
  ],
}
export default room
