import { PrinterOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Detail } from '../parts/Detail'
import { Figures } from '../parts/Figures'
import { Poster } from '../parts/Poster'
import { hue, kinds, late, states, type Tipoff } from '../parts/words'
import '../parts/tipoff.css'

/** What the public has reported: to be taken up, answered, or made a hazard. */
export default function Tipoffs() {
  const [url] = useUrlState()
  const [poster, setPoster] = useState(false)
  const cache = useQueryClient()
  const changed = () => void cache.invalidateQueries({ queryKey: ['tipoffs'] })
  const [now] = useState(() => Date.now())
  return (
    <>
      <PageHeader
        title={t('tipoff.title')}
        hint={t('tipoff.hint')}
        actions={
          <Button icon={<PrinterOutlined />} onClick={() => setPoster(true)}>
            {t('tipoff.poster')}
          </Button>
        }
      />
      <Figures path={url.path ?? ''} />
      <Ledger<Tipoff>
        id="tipoffs"
        load={(query) => must(api.GET('/api/v1/tipoffs', { params: { query } }))}
        rowKey={(x) => x.id}
        tabs={{ key: 'state', items: [{ value: '', label: t('tipoff.all') }, ...states.map((value) => ({ value, label: t(`tipoff.states.${value}`) }))] }}
        filters={[
          { key: 'kind', kind: 'select', label: t('tipoff.kind'), options: kinds.map((value) => ({ value, label: t(`tipoff.kinds.${value}`) })) },
          { key: 'path', kind: 'own', label: t('tipoff.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('tipoff.area')} /> },
          { key: 'q', kind: 'search', label: t('tipoff.find'), width: 200 },
        ]}
        columns={[
          { key: 'text', title: t('tipoff.text'), render: (x) => x.text },
          { key: 'school', title: t('tipoff.school'), width: 200, render: (x) => x.schoolName },
          { key: 'kind', title: t('tipoff.kind'), width: 110, render: (x) => tMaybe(`tipoff.kinds.${x.kind}`) },
          { key: 'sent', title: t('tipoff.sentAt'), width: 150, render: (x) => <span className="num">{dateTime(x.createdAt)}</span> },
          { key: 'handler', title: t('tipoff.handler'), width: 100, render: (x) => x.handlerName || '—' },
          {
            key: 'state', title: t('tipoff.state'), width: 140,
            render: (x) => (
              <>
                <StatusTag hue={hue[x.state]}>{t(`tipoff.states.${x.state}`)}</StatusTag> {late(x, now) && <StatusTag hue="red">{t('tipoff.late')}</StatusTag>}
              </>
            ),
          },
        ]}
        drawerTitle={(x) => x?.number ?? t('tipoff.title')}
        drawer={(id) => <Detail id={id} changed={changed} />}
        empty={{ title: t('tipoff.empty'), hint: t('tipoff.emptyHint') }}
      />
      <Poster open={poster} onClose={() => setPoster(false)} />
    </>
  )
}
