import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { FindForm } from '../parts/FindForm'
import { Due, Level, Marks, Stand } from '../parts/Tags'
import { agencies, agencyWord, categories, categoryWord, day, options, states, ways, type Card } from '../parts/words'
import '../parts/hazard.css'

/** The ledger of hazards of a school or an area. */
export default function Hazards() {
  const mayFind = useCan('hazard.find')
  const mayImport = useCan('hazard.import')
  const go = useGo()
  return (
    <>
      <PageHeader
        title={t('hazard.title')}
        hint={t('hazard.hint')}
        actions={
          <>
            {mayImport && <Button href="/hazards/import">{t('hazardBook.import')}</Button>}
            {mayFind && <FindForm saved={(id) => go(`/hazards/${id}`)} />}
          </>
        }
      />
      <Ledger<Card>
        id="hazards"
        load={(query) => must(api.GET('/api/v1/hazards', { params: { query } }))}
        rowKey={(h) => h.id}
        rowHref={(h) => `/hazards/${h.id}`}
        exportHref={(query) => `/api/v1/hazards/export?${new URLSearchParams(query).toString()}`}
        tabs={{
          key: 'tab',
          items: [
            { value: '', label: t('hazard.all') },
            { value: 'open', label: t('hazard.open') },
            { value: 'overdue', label: t('hazard.overdueTab') },
            { value: 'major', label: t('hazard.majorTab') },
            { value: 'listed', label: t('hazard.listedTab') },
            ...states.map((value) => ({ value, label: t(`hazard.state.${value}`) })),
          ],
        }}
        filters={[
          { key: 'category', kind: 'select', label: t('hazard.categoryName'), options: options('category', categories) },
          { key: 'agency', kind: 'select', label: t('hazard.agencyName'), options: options('agency', agencies) },
          { key: 'way', kind: 'select', label: t('hazard.wayName'), options: options('way', ways) },
          { key: 'path', kind: 'own', label: t('hazard.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('hazard.area')} /> },
          {
            key: 'from', kind: 'own', label: t('hazard.found'),
            render: (v, set) => <DatePicker aria-label={t('hazard.found')} placeholder={t('hazard.found')} value={v ? dayjs(v) : null} onChange={(d) => set(d?.format('YYYY-MM-DD') ?? '')} />,
          },
          { key: 'q', kind: 'search', label: t('hazard.findWord'), width: 240 },
        ]}
        columns={[
          { key: 'found', title: t('hazard.found'), width: 84, render: (h) => <span className="num">{day(h.foundAt)}</span> },
          { key: 'school', title: t('hazard.school'), width: 190, render: (h) => h.schoolName },
          {
            key: 'text', title: t('hazard.text'),
            render: (h) => (
              <>
                <b>{h.place}</b> {h.text} <Marks of={h} />
              </>
            ),
          },
          { key: 'category', title: t('hazard.categoryName'), width: 100, render: (h) => categoryWord(h.category) },
          { key: 'level', title: t('hazard.levelName'), width: 110, render: (h) => <Level of={h} /> },
          { key: 'agency', title: t('hazard.agencyName'), width: 96, render: (h) => agencyWord(h.agency) },
          { key: 'owner', title: t('hazard.owner'), width: 90, render: (h) => h.owner },
          { key: 'due', title: t('hazard.due'), width: 90, render: (h) => <Due of={h} /> },
          {
            key: 'state', title: t('hazard.stateName'), width: 170,
            render: (h) => (
              <span className="hazard-tags">
                <Stand of={h} />
              </span>
            ),
          },
        ]}
        empty={{ title: t('hazard.empty'), hint: t('hazard.emptyHint') }}
      />
    </>
  )
}
