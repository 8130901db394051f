import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Level } from '../parts/Level'
import { heading, rate, stateHue, states, type Notice } from '../parts/notice'
import { NoticeDetail } from '../parts/NoticeDetail'
import { NoticeForm } from '../parts/NoticeForm'
import '../parts/notice.css'

/** Safety prompts and warnings: what my area issues, and what was issued to it. */
export default function Notices() {
  const [url, setUrl] = useUrlState()
  const [writing, setWriting] = useState(false)
  const cache = useQueryClient()
  const mayWrite = useCan('notice.write')
  const mayConfirm = useCan('notice.confirm')
  // A school reads first of all what it was sent.
  const received = (url.scope ?? (mayConfirm ? 'received' : 'own')) === 'received' || !mayWrite
  const changed = () => void cache.invalidateQueries({ queryKey: ['safety-notices'] })
  return (
    <>
      <PageHeader
        title={t('notice.title')}
        hint={t('notice.hint')}
        actions={
          mayWrite && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
              {t('notice.write')}
            </Button>
          )
        }
      />
      <Ledger<Notice>
        id="safety-notices"
        load={({ scope: _, ...query }) => must(api.GET('/api/v1/safety-notices', { params: { query: { ...query, received } } }))}
        rowKey={(n) => n.id}
        {...(!received && { tabs: { key: 'state', items: [{ value: '', label: t('notice.all') }, ...states.map((value) => ({ value, label: t(`notice.states.${value}`) }))] } })}
        filters={[
          ...(mayWrite
            ? [{
                key: 'scope', kind: 'own' as const, label: t('notice.scope'),
                render: () => (
                  <Segmented
                    aria-label={t('notice.scope')}
                    value={received ? 'received' : 'own'}
                    onChange={(v) => setUrl({ scope: v, state: '', open: '' })}
                    options={[{ value: 'received', label: t('notice.received') }, { value: 'own', label: t('notice.own') }]}
                  />
                ),
              }]
            : []),
          { key: 'kind', kind: 'select', label: t('notice.kind'), options: (['prompt', 'warning'] as const).map((value) => ({ value, label: t(`notice.kinds.${value}`) })) },
          { key: 'path', kind: 'own', label: t('notice.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('notice.area')} /> },
          { key: 'q', kind: 'search', label: t('notice.find'), width: 200 },
        ]}
        columns={[
          { key: 'title', title: t('notice.name'), render: (n) => <span className="cell-two"><span>{n.title}</span><span className="dim">{n.number || tMaybe(`notice.themes.${n.theme}`)}</span></span> },
          { key: 'level', title: t('notice.level'), width: 150, render: (n) => <Level of={n} /> },
          { key: 'publisher', title: t('notice.publisher'), width: 200, render: (n) => <span className="cell-two"><span>{n.authority || n.publisher}</span>{n.authority && <span className="dim">{t('notice.relayedBy', { publisher: n.publisher })}</span>}</span> },
          { key: 'issued', title: t('notice.issuedAt'), width: 150, render: (n) => <span className="num">{dateTime(n.issuedAt) || '—'}</span> },
          { key: 'rate', title: t('notice.rate'), width: 110, align: 'right', render: (n) => <span className="num">{n.issuedAt ? rate(n) : '—'}</span> },
          { key: 'state', title: t('notice.state'), width: 100, render: (n) => <StatusTag hue={stateHue[n.state]}>{t(`notice.states.${n.state}`)}</StatusTag> },
        ]}
        drawerTitle={(n) => (n ? `${heading(n)}` : t('notice.title'))}
        drawer={(id) => <NoticeDetail id={id} changed={changed} />}
        empty={received ? { title: t('notice.emptyReceived'), hint: t('notice.emptyReceivedHint') } : { title: t('notice.empty'), hint: t('notice.emptyHint') }}
      />
      <NoticeForm open={writing} onClose={() => setWriting(false)} onSaved={() => (setWriting(false), setUrl({ scope: 'own', state: '', open: '' }), changed())} />
    </>
  )
}
