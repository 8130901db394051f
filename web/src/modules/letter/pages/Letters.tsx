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
import { kinds, stateHue, states, type Letter } from '../parts/letter'
import { LetterDetail } from '../parts/LetterDetail'
import { LetterForm } from '../parts/LetterForm'
import '../parts/letter.css'

/** Letters to parents: one's own, and those from above that a school may take over. */
export default function Letters() {
  const [url, setUrl] = useUrlState()
  const [writing, setWriting] = useState(false)
  const cache = useQueryClient()
  const mayWrite = useCan('letter.write')
  const above = url.above === 'true'
  const changed = () => void cache.invalidateQueries({ queryKey: ['letters'] })
  return (
    <>
      <PageHeader
        title={t('letter.title')}
        hint={t('letter.hint')}
        actions={
          mayWrite && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
              {t('letter.write')}
            </Button>
          )
        }
      />
      <Ledger<Letter>
        id="letters"
        load={(query) => must(api.GET('/api/v1/letters', { params: { query: { ...query, above } } }))}
        rowKey={(l) => l.id}
        {...(!above && { tabs: { key: 'state', items: [{ value: '', label: t('letter.all') }, ...states.map((value) => ({ value, label: t(`letter.states.${value}`) }))] } })}
        filters={[
          {
            key: 'above', kind: 'own', label: t('letter.scope'),
            render: () => (
              <Segmented
                aria-label={t('letter.scope')}
                value={above ? 'above' : 'own'}
                onChange={(v) => setUrl({ above: v === 'above' ? 'true' : '', state: '', open: '' })}
                options={[{ value: 'own', label: t('letter.own') }, { value: 'above', label: t('letter.above') }]}
              />
            ),
          },
          { key: 'kind', kind: 'select', label: t('letter.kind'), options: kinds.map((value) => ({ value, label: t(`letter.kinds.${value}`) })) },
          { key: 'path', kind: 'own', label: t('letter.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('letter.area')} /> },
          { key: 'q', kind: 'search', label: t('letter.find'), width: 200 },
        ]}
        columns={[
          { key: 'title', title: t('letter.name'), render: (l) => l.title },
          { key: 'kind', title: t('letter.kind'), width: 120, render: (l) => tMaybe(`letter.kinds.${l.kind}`) },
          { key: 'publisher', title: t('letter.publisher'), width: 220, render: (l) => l.publisher },
          { key: 'published', title: t('letter.publishedAt'), width: 150, render: (l) => <span className="num">{dateTime(l.publishedAt) || '—'}</span> },
          {
            key: 'receipts', title: above ? t('letter.adopted') : t('letter.receipts'), width: 100, align: 'right',
            render: (l) => <span className="num">{above ? l.adopted : l.publishedAt ? l.receipts : '—'}</span>,
          },
          {
            key: 'state', title: t('letter.state'), width: 110,
            render: (l) => (above ? l.taken && <StatusTag hue="green">{t('letter.taken')}</StatusTag> : <StatusTag hue={stateHue[l.state]}>{t(`letter.states.${l.state}`)}</StatusTag>),
          },
        ]}
        drawerTitle={(l) => l?.title ?? t('letter.title')}
        drawer={(id, row, close) => <LetterDetail id={id} above={above} taken={row?.taken ?? false} changed={changed} close={close} />}
        empty={above ? { title: t('letter.emptyAbove'), hint: t('letter.emptyAboveHint') } : { title: t('letter.empty'), hint: t('letter.emptyHint') }}
      />
      <LetterForm open={writing} onClose={() => setWriting(false)} onSaved={() => (setWriting(false), changed())} />
    </>
  )
}
