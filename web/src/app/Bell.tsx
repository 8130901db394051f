import { BellOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Badge, Button } from 'antd'
import { useEffect } from 'react'
import { t } from '../ui/i18n'
import type { Room } from '../ui/room'
import { modules } from './modules'

/** How many messages are unread; counting and listing them is the business of the room that offers a bell. */
export function Bell() {
  const bell = modules.find((room) => room.bell)?.bell
  return bell ? <Count bell={bell} /> : null
}

function Count({ bell }: { bell: NonNullable<Room['bell']> }) {
  const cache = useQueryClient()
  const { changes } = bell
  useEffect(() => changes?.(() => void cache.invalidateQueries({ queryKey: ['notify'] })), [cache, changes])
  const { data = 0 } = useQuery({
    queryKey: ['notify', 'unread'],
    queryFn: bell.count,
    refetchInterval: 60_000,
    // A bell that cannot count is quiet; the page itself says when the line is gone.
    retry: false,
  })
  return (
    <Badge count={data} size="small" offset={[-8, 8]} color="#cf1322">
      <Button type="text" href={bell.path} icon={<BellOutlined />} aria-label={data > 0 ? t('app.unread', { n: data }) : t('app.notices')} />
    </Badge>
  )
}
