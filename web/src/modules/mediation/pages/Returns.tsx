import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, DatePicker, Segmented, Select, Skeleton } from 'antd'
import dayjs from 'dayjs'
import isoWeek from 'dayjs/plugin/isoWeek'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date, dateTime } from '../../../ui/time'
import '../parts/mediation.css'

dayjs.extend(isoWeek)
const weekOf = (d: dayjs.Dayjs) => `${d.isoWeekYear()}-W${String(d.isoWeek()).padStart(2, '0')}`

/** Who has handed in the return of a month or a week, and who has not; zero counts. */
export default function Returns() {
  const [url, setUrl] = useUrlState()
  const cache = useQueryClient()
  const { message } = App.useApp()
  const mayEnter = useCan('mediation.register')
  const now = dayjs(date(serverNow()))
  const period = url.period || now.format('YYYY-MM')
  const weekly = period.includes('W')
  const state = (url.state ?? '') as '' | 'missing' | 'submitted' | 'zero' | 'late'
  const { data, error, refetch } = useQuery({
    queryKey: ['mediation', 'returns', period, state],
    queryFn: () => must(api.GET('/api/v1/mediation/returns', { params: { query: { period, state } } })),
  })
  const own = mayEnter && data?.items.length === 1 ? data.items[0] : undefined
  const send = async (zero: boolean) => {
    await must(api.POST('/api/v1/mediation/returns', { body: { schoolId: own!.schoolId, period, zero } }))
    void message.success(t('mediation.returnDone'))
    await cache.invalidateQueries({ queryKey: ['mediation'] })
  }
  return (
    <>
      <PageHeader
        title={t('mediation.returns')}
        hint={t('mediation.returnsHint')}
        actions={
          <>
            <Segmented
              aria-label={t('mediation.period')}
              value={weekly ? 'weekly' : 'monthly'}
              onChange={(v) => setUrl({ period: v === 'weekly' ? weekOf(now) : now.format('YYYY-MM') })}
              options={[{ value: 'monthly', label: t('mediation.monthly') }, { value: 'weekly', label: t('mediation.weekly') }]}
            />
            <DatePicker
              aria-label={t('mediation.period')} picker={weekly ? 'week' : 'month'} allowClear={false}
              value={data ? dayjs(data.from) : now} onChange={(d) => d && setUrl({ period: weekly ? weekOf(d) : d.format('YYYY-MM') })}
            />
          </>
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && (
        <>
          {own && (
            <Panel title={t('mediation.returnOwn', { period })} extra={<span className="dim">{t('mediation.returnDue', { day: data.due })}</span>}>
              {own.state === 'missing' ? <p className="dim">{t('mediation.returnOwnMissing')}</p> : <p>{`${own.by} ${dateTime(own.at)}：${own.state === 'zero' ? t('mediation.zero') : `${t('mediation.found')} ${own.found}，${t('mediation.openN')} ${own.open}`}`}</p>}
              <div className="mediation-acts">
                <ConfirmAct type="primary" danger={false} act={t('mediation.submitReturn')} name={period} onConfirm={() => send(false)} />
                <ConfirmAct danger={false} act={t('mediation.submitZero')} name={period} consequence={t('mediation.zeroConfirm')} onConfirm={() => send(true)} />
              </div>
            </Panel>
          )}
          {!own && (
            <Panel title={t('mediation.byCounty')} extra={<span className="dim">{t('mediation.returnDue', { day: data.due })}</span>}>
              <table className="mediation-table">
                <thead>
                  <tr>
                    <th>{t('mediation.area')}</th>
                    {(['schools', 'submitted', 'zero', 'lateReturn', 'missing', 'found'] as const).map((k) => (
                      <th key={k} className="num">{t(`mediation.${k}`)}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {[...data.areas, { ...data.sum, name: t('mediation.countTotal'), path: '' }].map((a) => (
                    <tr key={a.path}>
                      <td>{a.name}</td>
                      <td className="num">{a.schools}</td>
                      <td className="num">{a.submitted}</td>
                      <td className="num">{a.zero}</td>
                      <td className="num">{a.late}</td>
                      <td className="num">{a.missing > 0 ? <b>{a.missing}</b> : 0}</td>
                      <td className="num">{a.found}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )}
          {!own && (
            <Panel
              title={t('mediation.ofSchools')}
              extra={
                <Select
                  aria-label={t('mediation.state')} value={state} style={{ width: 120 }} onChange={(v) => setUrl({ state: v })}
                  options={[{ value: '', label: t('mediation.all') }, { value: 'missing', label: t('mediation.missing') }, { value: 'submitted', label: t('mediation.submitted') }, { value: 'zero', label: t('mediation.zero') }, { value: 'late', label: t('mediation.lateReturn') }]}
                />
              }
            >
              <table className="mediation-table">
                <thead>
                  <tr>
                    <th>{t('mediation.school')}</th>
                    <th>{t('mediation.state')}</th>
                    <th className="num">{t('mediation.found')}</th>
                    <th>{t('mediation.by')}</th>
                    <th>{t('mediation.at')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.slice(0, 200).map((r) => (
                    <tr key={r.schoolId}>
                      <td>{r.school}</td>
                      <td>
                        <StatusTag hue={r.state === 'missing' ? 'red' : r.late ? 'orange' : 'green'}>{t(r.state === 'missing' ? 'mediation.missing' : r.late ? 'mediation.lateReturn' : r.state === 'zero' ? 'mediation.zero' : 'mediation.submitted')}</StatusTag>
                      </td>
                      <td className="num">{r.state === 'missing' ? '—' : r.found}</td>
                      <td>{r.by || '—'}</td>
                      <td className="num">{dateTime(r.at) || '—'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )}
        </>
      )}
    </>
  )
}
