import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import type { View } from '../../../ui/picture/Picture'
import { date, dateTime, timeOfDay } from '../../../ui/time'

/** Who has looked at which camera, when and why. Nobody changes it. */
export function Log() {
  return (
    <Ledger<View>
      id="video-log"
      load={(query) => must(api.GET('/api/v1/video/views', { params: { query: query as { alarm?: 'with' | 'without' } } }))}
      rowKey={(v) => v.id}
      filters={[
        { key: 'q', kind: 'search', label: t('video.searchLog') },
        { key: 'alarm', kind: 'select', label: t('video.kind'), options: (['with', 'without'] as const).map((value) => ({ value, label: t(`video.kinds.${value}`) })) },
      ]}
      columns={[
        { key: 'who', title: t('video.who'), render: (v) => <Two a={v.person} b={v.unit} /> },
        { key: 'camera', title: t('video.camera'), render: (v) => <Two a={[v.place, v.camera].filter(Boolean).join(' · ')} b={v.schoolName} /> },
        { key: 'why', title: t('video.why'), render: (v) => (v.alarmId ? <a href={`/alarms?open=${v.alarmId}`}>{t('video.atAlarm')}</a> : v.reason) },
        { key: 'at', title: t('video.at'), width: 160, render: (v) => dateTime(v.openedAt) },
        { key: 'took', title: t('video.took'), width: 110, render: (v) => (v.endedAt ? span(v.endedAt - v.openedAt) : t('video.now')) },
        { key: 'kind', title: t('video.what'), width: 170, render: (v) => <Two a={v.kind === 'replay' ? t('video.replayed') : v.turned ? t('video.liveTurned') : t('video.live')} b={v.kind === 'replay' ? past(v) : ''} /> },
        { key: 'how', title: t('video.how'), width: 100, render: (v) => (v.endedAt ? t(`video.hows.${v.how || 'none'}`) : '—') },
      ]}
      empty={{ title: t('video.emptyLog'), hint: t('video.emptyLogHint') }}
    />
  )
}

function Two({ a, b }: { a: string; b: string }) {
  return (
    <span className="cell-two">
      <span>{a}</span>
      <span className="dim">{b}</span>
    </span>
  )
}

/** What of the past was looked at. */
function past(v: View): string {
  return v.endedAt ? `${date(v.fromAt)} ${timeOfDay(v.fromAt)}–${timeOfDay(v.toAt)}` : `${date(v.fromAt)} ${timeOfDay(v.fromAt)}`
}

/** A length in minutes and seconds. */
function span(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
