import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Form, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { date, timeOfDay } from '../../../ui/time'
import { Downloads } from './Downloads'
import { Player } from './Player'
import { Reason } from './Reason'
import { TimeBar, type Stretch } from './TimeBar'
import type { View } from '../../../ui/picture/Picture'

/** The first moment of a day by the city's clock. */
export const dayStart = (day: string) => Date.parse(`${day}T00:00:00+08:00`)

/** What the camera's recorder has of a day, and the way to look at it. */
export function Replay({ cameraId, at: wanted, alarmId }: { cameraId: string; at: number; alarmId: string }) {
  const cache = useQueryClient()
  const [day, setDay] = useState(date(wanted || serverNow()))
  const [chosen, setChosen] = useState(wanted)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [view, setView] = useState<View>()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['video-recordings', cameraId, day],
    queryFn: () => must(api.GET('/api/v1/video/cameras/{id}/recordings', { params: { path: { id: cameraId }, query: { day } } })),
    retry: false,
    staleTime: 30_000,
  })
  const from = dayStart(day)
  const stretches: readonly Stretch[] = data?.items ?? []
  const last = stretches.at(-1)
  // Today one wants what has just been; of another day its beginning.
  const at = chosen || (last ? (day === date(serverNow()) ? Math.max(last.from, last.to - 600_000) : (stretches[0]?.from ?? from)) : from)
  const start = async () => {
    setBusy(true)
    try {
      setView(await must(api.POST('/api/v1/video/cameras/{id}/replays', { params: { path: { id: cameraId } }, body: { from: at, reason, ...(alarmId ? { alarmId } : {}) } })))
      setProblem('')
      void cache.invalidateQueries({ queryKey: ['video-log'] })
    } catch (e) {
      setProblem(tError(problemOf(e)))
    }
    setBusy(false)
  }
  if (view) return <Player key={view.id} view={view} from={from} stretches={stretches} end={() => setView(undefined)} />
  return (
    <Form layout="vertical">
      <div className="replay-row">
        <DatePicker
          aria-label={t('video.day')}
          allowClear={false}
          value={dayjs(day)}
          disabledDate={(d) => d.format('YYYY-MM-DD') > date(serverNow())}
          onChange={(d) => {
            setDay(d?.format('YYYY-MM-DD') ?? day)
            setChosen(0)
          }}
        />
        <input
          type="time"
          step={1}
          className="replay-time num"
          aria-label={t('video.begin')}
          value={timeOfDay(at)}
          onChange={(e) => e.target.value && setChosen(dayStart(day) + (Date.parse(`1970-01-01T${e.target.value}Z`) || 0))}
        />
        {isFetching && <span className="dim">{t('video.asking')}</span>}
      </div>
      {error && !isFetching ? (
        <Alert type="warning" showIcon title={tError(problemOf(error))} action={<Button size="small" onClick={() => void refetch()}>{t('video.askAgain')}</Button>} />
      ) : !data ? (
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      ) : stretches.length === 0 ? (
        <Alert type="info" showIcon title={t('video.noRecordings')} />
      ) : (
        <>
          <TimeBar from={from} stretches={stretches} at={at} choose={setChosen} />
          <p className="dim">
            {stretches.length <= 6 ? t('video.has', { list: stretches.map((s) => `${timeOfDay(s.from).slice(0, 5)}–${s.to >= from + 86_400_000 ? '24:00' : timeOfDay(s.to).slice(0, 5)}`).join('、') }) : t('video.hasMany', { n: stretches.length })}
          </p>
          <Reason value={reason} set={(words) => (setReason(words), setProblem(''))} problem={problem} optional={alarmId !== ''} />
          <Button type="primary" loading={busy} onClick={() => void start()}>
            {t('video.replay', { at: timeOfDay(at) })}
          </Button>
          <Downloads cameraId={cameraId} at={at} reason={reason} alarmId={alarmId} refused={setProblem} />
        </>
      )}
    </Form>
  )
}
