import { api, must } from '../../../api/client'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { date, timeOfDay } from '../../../ui/time'
import { Act } from '../parts/Act'
import { Line } from '../parts/Line'
import { actorName, parts, type Entry } from '../parts/words'

export default function Audit() {
  return (
    <>
      <PageHeader title={t('audit.title')} hint={t('audit.hint')} />
      <Ledger<Entry>
        id="audit"
        load={(q) => must(api.GET('/api/v1/audit', { params: { query: q } }))}
        rowKey={(e) => e.id}
        limit={50}
        filters={[
          { key: 'day', kind: 'days', label: t('audit.days') },
          { key: 'actor', kind: 'search', label: t('audit.actor') },
          { key: 'action', kind: 'select', label: t('audit.part'), options: parts.map((value) => ({ value, label: tMaybe(`audit.parts.${value}`) ?? value })) },
          { key: 'subject', kind: 'search', label: t('audit.subject') },
        ]}
        columns={[
          { key: 'at', title: t('audit.at'), width: 180, render: (e) => <span className="num">{`${date(e.at)} ${timeOfDay(e.at)}`}</span> },
          { key: 'who', title: t('audit.who'), width: 180, render: actorName },
          { key: 'act', title: t('audit.act'), width: 200, render: (e) => <Act action={e.action} /> },
          { key: 'subject', title: t('audit.subject'), render: (e) => <code className="audit-id dim">{e.subject || '—'}</code> },
        ]}
        drawerTitle={(e) => e && <Act action={e.action} />}
        drawer={(_, entry) => entry && <Line entry={entry} />}
        empty={{ title: t('audit.empty') }}
      />
    </>
  )
}
