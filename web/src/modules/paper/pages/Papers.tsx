import { Button } from 'antd'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { stateHue, states, type Paper } from '../parts/paper'

/** All official papers one may read, whichever room has issued them. */
export default function Papers() {
  const own = useCan('paper.mark')
  const any = useCan('paper.mark_any')
  return (
    <>
      <PageHeader title={t('paper.title')} hint={t('paper.hint')} actions={(own || any) && <Button href="/papers/marks">{t('paper.marks')}</Button>} />
      <Ledger<Paper>
        id="papers"
        load={(query) => must(api.GET('/api/v1/papers', { params: { query } }))}
        rowKey={(p) => p.id}
        rowHref={(p) => `/papers/${p.id}`}
        tabs={{ key: 'state', items: [{ value: '', label: t('paper.all') }, ...states.map((value) => ({ value, label: t(`paper.states.${value}`) }))] }}
        filters={[
          { key: 'path', kind: 'own', label: t('paper.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('paper.area')} /> },
          { key: 'q', kind: 'search', label: t('paper.find'), width: 220 },
        ]}
        columns={[
          { key: 'number', title: t('paper.number'), width: 210, render: (p) => <span className="num">{p.number}</span> },
          { key: 'kind', title: t('paper.kind'), width: 150, render: (p) => p.title },
          { key: 'subject', title: t('paper.subject'), render: (p) => p.subject },
          { key: 'to', title: t('paper.to'), width: 200, render: (p) => p.to },
          { key: 'issuer', title: t('paper.issuer'), width: 180, render: (p) => p.issuer },
          { key: 'issued', title: t('paper.issuedAt'), width: 110, render: (p) => <span className="num">{date(p.issuedAt)}</span> },
          { key: 'state', title: t('paper.state'), width: 90, render: (p) => <StatusTag hue={stateHue[p.state]}>{t(`paper.states.${p.state}`)}</StatusTag> },
        ]}
        empty={{ title: t('paper.empty'), hint: t('paper.emptyHint') }}
      />
    </>
  )
}
