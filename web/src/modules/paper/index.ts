import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/papers', title: 'paper.title', page: () => import('./pages/Papers') },
    { path: '/papers/marks', title: 'paper.marks', page: () => import('./pages/Marks') },
    { path: '/papers/$id', title: 'paper.one', page: () => import('./pages/PaperPage') },
  ],
  menu: [],
}
export default room
