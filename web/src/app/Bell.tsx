import { BellOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Badge, Button } from 'antd'
import { api, must } from '../api/client'
import { t } from '../ui/i18n'

/** How many messages are unread; the list itself is a page of its own. */
export function Bell() {
  const { data = 0 } = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: async () => ((await must(api.GET('/api/v1/notices/unread'))) as { count: number }).count,
    refetchInterval: 60_000,
    // A bell that cannot count is quiet; the page itself says when the line is gone.
    retry: false,
  })
  return (
    <Badge count={data} size="small" offset={[-8, 8]} color="#cf1322">
      <Button type="text" href="/notices" icon={<BellOutlined />} aria-label={data > 0 ? t('app.unread', { n: data }) : t('app.notices')} />
    </Badge>
  )
}
