import { ImportOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { Counts } from '../parts/Counts'
import { Roster } from '../parts/Roster'
import { SlipSheet } from '../parts/SlipSheet'
import type { ClassCount, Slips } from '../parts/words'
import '../parts/pupil.css'

/** The classes of a school with their codes and numbers; a class opens its roster. */
export default function Rosters() {
  const [url, setUrl] = useUrlState()
  const [slips, setSlips] = useState<Slips>()
  const mayImport = useCan('pupil.import')
  const first = useQuery({
    queryKey: ['schools', 'pick', ''],
    queryFn: async () => (await must(api.GET('/api/v1/schools', { params: { query: { limit: 20 } } }))).items ?? [],
    staleTime: 60_000,
  })
  const alone = first.data?.length === 1 ? first.data[0]?.id : undefined
  const school = url.school ?? alone ?? ''
  const list = useQuery({
    queryKey: ['pupil', 'classes', school],
    queryFn: async () => (await must(api.GET('/api/v1/schools/{id}/pupils', { params: { path: { id: school } } }))).items,
    enabled: school !== '',
  })
  if (slips) return <SlipSheet slips={slips} back={() => setSlips(undefined)} />
  const classes = list.data ?? []
  const sum = (of: (c: ClassCount) => number) => classes.reduce((n, c) => n + of(c), 0)
  return (
    <>
      <PageHeader
        title={t('pupil.title')}
        hint={t('pupil.hint')}
        actions={mayImport && <Button type="primary" icon={<ImportOutlined />} href="/pupils/import">{t('pupil.import')}</Button>}
      />
      {!alone && <div className="pupil-pick"><SchoolPicker value={school} onChange={(id) => setUrl({ school: id, class: '' })} /></div>}
      {school === '' ? (
        <Counts open={(id) => setUrl({ school: id })} />
      ) : (
        <Panel
          title={t('pupil.classes')}
          extra={list.data && <span className="num">{t('pupil.sum', { classes: classes.length, pupils: sum((c) => c.pupils), pins: sum((c) => c.withPin) })}</span>}
        >
          {list.error ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Table<ClassCount>
              rowKey="id"
              size="middle"
              loading={list.isPending && !list.data}
              dataSource={classes}
              pagination={false}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: <EmptyState title={t('pupil.noClasses')} hint={t('pupil.noClassesHint')} /> }}
              onRow={(c) => ({ onClick: () => setUrl({ class: c.id }), className: 'pupil-row' })}
              columns={[
                { title: t('pupil.class'), dataIndex: 'name', render: (name: string, c) => <Button type="link" className="pupil-link" onClick={() => setUrl({ class: c.id })}>{name}{c.own && ` · ${t('pupil.own')}`}</Button> },
                { title: t('pupil.teacher'), dataIndex: 'teacher' },
                { title: t('pupil.code'), dataIndex: 'code', render: (code: string) => (code ? <code className="pupil-code">{code}</code> : '—') },
                { title: t('pupil.count'), dataIndex: 'pupils', align: 'right', className: 'num' },
                { title: t('pupil.printed'), dataIndex: 'printed', align: 'right', className: 'num' },
                { title: t('pupil.pins'), dataIndex: 'withPin', align: 'right', className: 'num' },
              ]}
            />
          )}
        </Panel>
      )}
      <Roster classId={url.class ?? ''} classes={classes} close={() => setUrl({ class: '' })} changed={() => void list.refetch()} print={(s) => (setUrl({ class: '' }), setSlips(s))} />
    </>
  )
}
