import { ReadOutlined } from '@ant-design/icons'
import type { Room } from '../../ui/room'

const room: Room = {
  routes: [
    { path: '/lessons', title: 'lesson.title', perm: 'lesson.view', page: () => import('./pages/Lessons') },
    { path: '/lessons/$id', title: 'lesson.title', perm: 'lesson.view', page: () => import('./pages/LessonPage') },
  ],
  menu: [{ key: 'lesson.title', path: '/lessons', icon: ReadOutlined, perm: 'lesson.view', order: 60, group: 'teach' }],
}
export default room
