import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FactList } from '../../../ui/FactList'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { useCan, useSession } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Acts } from './Acts'
import { hue, type Tipoff } from './words'

/** One report: what was said, what became of it, and what can be done. */
export function Detail({ id, changed }: { id: string; changed: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['tipoffs', id],
    queryFn: () => must(api.GET('/api/v1/tipoffs/{id}', { params: { path: { id } } })),
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      {data.kind === 'harm' && <Alert className="tip-note" type="warning" showIcon title={t('tipoff.harmHint')} />}
      {!data.schoolId && <Alert className="tip-note" type="info" showIcon title={t('tipoff.noSchool')} />}
      <Acts tip={data} changed={changed} />
      <p className="tip-text">{data.text}</p>
      {data.photos.length > 0 && (
        <div className="tip-photos">
          {data.photos.map((p, i) => (
            <a key={p} href={`/api/v1/files/${p}`} target="_blank" rel="noreferrer">
              <img src={`/api/v1/files/${p}`} alt={t('tipoff.photo', { n: i + 1 })} loading="lazy" />
            </a>
          ))}
        </div>
      )}
      <FactList
        facts={[
          { label: t('tipoff.number'), value: <span className="num">{data.number}</span> },
          { label: t('tipoff.state'), value: <StatusTag hue={hue[data.state]}>{t(`tipoff.states.${data.state}`)}</StatusTag> },
          { label: t('tipoff.school'), value: data.schoolName, wide: true },
          { label: t('tipoff.place'), value: data.place, wide: true },
          { label: t('tipoff.kind'), value: tMaybe(`tipoff.kinds.${data.kind}`) },
          { label: t('tipoff.phone'), value: <Phone tip={data} /> },
          { label: t('tipoff.sentAt'), value: dateTime(data.createdAt) },
          { label: t('tipoff.due'), value: dateTime(data.dueAt) },
          { label: t('tipoff.handler'), value: data.handlerName },
          { label: t('tipoff.acceptedAt'), value: dateTime(data.acceptedAt) },
          ...(data.hazardId ? [{ label: t('tipoff.hazard'), value: <a href={`/hazards/${data.hazardId}`}>{data.hazardNumber}</a>, wide: true }] : []),
          ...(data.answeredAt ? [{ label: t('tipoff.answeredAt'), value: dateTime(data.answeredAt), wide: true }] : []),
          ...(data.reply ? [{ label: t('tipoff.reply'), value: data.reply, wide: true }] : []),
          ...(data.into ? [{ label: t('tipoff.into'), value: <a href={`/tipoffs?open=${data.into}`}>{t('tipoff.into')}</a>, wide: true }] : []),
        ]}
      />
    </>
  )
}

/** Masked; whoever handles it may look, and that is written down. */
function Phone({ tip }: { tip: Tipoff }) {
  const { me } = useSession()
  const { message } = App.useApp()
  const may = useCan('tipoff.phone', tip.path)
  const [number, setNumber] = useState('')
  if (!tip.phoneMask) return t('tipoff.phoneNone')
  if (number) return <a href={`tel:${number}`}>{number}</a>
  const look = async () => {
    try {
      setNumber((await must(api.POST('/api/v1/tipoffs/{id}/phone', { params: { path: { id: tip.id } } }))).phone)
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      <span className="num">{tip.phoneMask}</span>{' '}
      {may && tip.handlerId === me.person.id && (
        <Button size="small" title={t('tipoff.phoneHint')} onClick={() => void look()}>
          {t('tipoff.phoneShow')}
        </Button>
      )}
    </>
  )
}
