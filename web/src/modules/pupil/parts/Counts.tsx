import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { useSession } from '../../../ui/session'

/** What a bureau sees: numbers, area by area, and no names. */
export function Counts({ open }: { open: (school: string) => void }) {
  const [url, setUrl] = useUrlState()
  const { me } = useSession()
  const top = me.permissions['pupil.view']?.[0] ?? '/'
  const path = url.area ?? top
  const list = useQuery({
    queryKey: ['pupil', 'counts', path],
    queryFn: async () => (await must(api.GET('/api/v1/pupils/counts', { params: { query: { path } } }))).items,
  })
  const rows = list.data ?? []
  const sum = rows.reduce((n, r) => n + r.pupils, 0)
  return (
    <Panel title={t('pupil.counts')} extra={<span className="num">{list.data && t('pupil.countsSum', { pupils: sum })}</span>}>
      {path !== top && <Button type="link" className="pupil-link" onClick={() => setUrl({ area: '' })}>‹ {t('pupil.up')}</Button>}
      {list.error ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Table
          rowKey="path"
          size="middle"
          loading={list.isPending}
          dataSource={rows}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('pupil.area'), dataIndex: 'name', render: (name: string, r) => <Button type="link" className="pupil-link" onClick={() => (r.schoolId ? open(r.schoolId) : setUrl({ area: r.path }))}>{name}</Button> },
            { title: t('pupil.schools'), dataIndex: 'schools', align: 'right', className: 'num' },
            { title: t('pupil.empty'), dataIndex: 'empty', align: 'right', className: 'num' },
            { title: t('pupil.count'), dataIndex: 'pupils', align: 'right', className: 'num' },
            { title: t('pupil.pins'), dataIndex: 'withPin', align: 'right', className: 'num' },
          ]}
        />
      )}
    </Panel>
  )
}
