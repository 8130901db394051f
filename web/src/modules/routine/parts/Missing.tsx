import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { date } from '../../../ui/time'
import { kindWord } from './routine'

/** What was due and has no record: by school for a bureau, by day and class for a school. */
export function Missing() {
  const [url, setUrl] = useUrlState()
  const dayTo = url.dayTo || date(serverNow())
  const dayFrom = url.dayFrom || date(serverNow() - 14 * 86_400_000)
  const path = url.path ?? ''
  const { data, error, refetch } = useQuery({
    queryKey: ['routine', 'missing', path, dayFrom, dayTo],
    queryFn: () => must(api.GET('/api/v1/routine/missing', { params: { query: { path, dayFrom, dayTo } } })),
    placeholderData: (old) => old,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <Panel>
      <div className="routine-bar">
        <DatePicker.RangePicker
          aria-label={t('routine.period')}
          allowClear={false}
          value={[dayjs(dayFrom), dayjs(dayTo)]}
          onChange={(d) => d?.[0] && d[1] && setUrl({ dayFrom: d[0].format('YYYY-MM-DD'), dayTo: d[1].format('YYYY-MM-DD') })}
        />
        {path && <Button onClick={() => setUrl({ path: '' })}>{t('ui.back')}</Button>}
      </div>
      <p className="dim">{t('routine.missingNote')}</p>
      {data.items.length === 0 ? (
        <EmptyState title={t('routine.noMissing')} />
      ) : (
        <table className="routine-table">
          <tbody>
            {data.items.map((g) =>
              g.classId ? (
                <tr key={g.classId + g.day}>
                  <td className="num">{g.day}</td>
                  <td>{g.class}</td>
                  <td className="r">{kindWord(g.kind)}</td>
                </tr>
              ) : (
                <tr key={g.schoolId}>
                  <td>
                    <Button type="link" style={{ padding: 0 }} onClick={() => setUrl({ path: g.path }, { push: true })}>
                      {g.school}
                    </Button>
                  </td>
                  <td className="r">{g.missing}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
