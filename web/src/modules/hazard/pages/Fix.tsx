import { Alert, Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useGo, usePathParam, useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { useHazard } from '../parts/live'
import { bare, Shoot, type Shot } from '../parts/Shoot'
import { src } from '../parts/words'
import '../parts/hazard.css'

/** 整改上报 on a telephone: beside each picture of before, one of after. */
export default function Fix() {
  const id = usePathParam('id')
  const [url] = useUrlState()
  const spot = url.spot === '1'
  const go = useGo()
  const { data: h, error, refetch, changed } = useHazard(id)
  const [after, setAfter] = useState<Record<string, Shot[]>>({})
  const [before, setBefore] = useState<Shot[]>([])
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  if (error && !h) return <ErrorState error={error} retry={() => void refetch()} />
  if (!h) return <Skeleton active />
  const old = h.photos.filter((p) => p.phase === 'before')
  async function send() {
    if (!h) return
    setBusy(true)
    setFailed('')
    const body = { version: h.version, note, before: bare(before), after: [...old.flatMap((p) => bare(after[p.id], p.id)), ...bare(after[''])] }
    const params = { path: { id } }
    try {
      await must(spot ? api.POST('/api/v1/hazards/{id}/fix-on-spot', { params, body }) : api.POST('/api/v1/hazards/{id}/fix', { params, body }))
      changed()
      go(`/hazards/${id}`)
    } catch (e) {
      setFailed(tError(problemOf(e)))
      setBusy(false)
    }
  }
  return (
    <div className="hazard-narrow">
      <PageHeader back={{ href: `/hazards/${id}`, label: h.number }} title={t(spot ? 'hazard.act.fix_on_spot' : 'hazard.fixTitle')} hint={`${h.schoolName} · ${h.place}：${h.text}`} />
      <p className="dim">{t('hazard.fixHint')}</p>
      {old.map((p, i) => (
        <section key={p.id} className="hazard-spot">
          <img src={src(id, p)} alt={`${t('hazard.before')} ${i + 1}`} />
          <Shoot path={h.path} label={t('hazard.shootAfter')} most={3} value={after[p.id] ?? []} onChange={(s) => setAfter({ ...after, [p.id]: s })} />
        </section>
      ))}
      {old.length === 0 && (
        <section className="hazard-spot">
          <Shoot path={h.path} label={t('hazard.shootBefore')} most={6} value={before} onChange={setBefore} />
        </section>
      )}
      {old.length === 0 && (
        <section className="hazard-spot">
          <Shoot path={h.path} label={t('hazard.shootAfter')} most={6} value={after[''] ?? []} onChange={(s) => setAfter({ ...after, '': s })} />
        </section>
      )}
      <label htmlFor="hazard-fix-note">{t('hazard.fixNote')}</label>
      <Input.TextArea id="hazard-fix-note" rows={4} maxLength={1000} value={note} onChange={(e) => setNote(e.target.value)} style={{ marginBottom: 12, fontSize: 16 }} />
      {failed && <Alert type="error" showIcon title={failed} style={{ marginBottom: 12 }} />}
      <Button type="primary" size="large" loading={busy} onClick={() => void send()}>
        {t('hazard.fixSend')}
      </Button>
    </div>
  )
}
