import { Alert, Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useGo, usePathParam } from '../../../ui/nav'
import { FactList } from '../../../ui/FactList'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { useHazard } from '../parts/live'
import { Pairs } from '../parts/Pairs'
import { bare, Shoot, type Shot } from '../parts/Shoot'
import { Due } from '../parts/Tags'
import '../parts/hazard.css'

/** The verifier's page: what was wrong, the pairs of pictures, and two answers. */
export default function Verify() {
  const id = usePathParam('id')
  const go = useGo()
  const { data: h, error, refetch, changed } = useHazard(id)
  const [note, setNote] = useState('')
  const [pics, setPics] = useState<Shot[]>([])
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  if (error && !h) return <ErrorState error={error} retry={() => void refetch()} />
  if (!h) return <Skeleton active />
  async function send(pass: boolean) {
    if (!h) return
    setBusy(true)
    setFailed('')
    try {
      await must(api.POST('/api/v1/hazards/{id}/verify', { params: { path: { id } }, body: { version: h.version, pass, note, photos: bare(pics) } }))
      changed()
      go(`/hazards/${id}`)
    } catch (e) {
      setFailed(tError(problemOf(e)))
      setBusy(false)
    }
  }
  return (
    <div className="hazard-narrow">
      <PageHeader back={{ href: `/hazards/${id}`, label: h.number }} title={t('hazard.verifyTitle')} hint={`${h.schoolName} · ${h.place}：${h.text}`} />
      <p className="dim">{t('hazard.verifyHint')}</p>
      <Panel>
        <FactList
          facts={[
            { label: t('hazard.measures'), value: h.measures, wide: true },
            { label: t('hazard.fixNote'), value: h.fixNote, wide: true },
            { label: t('hazard.fixer'), value: h.fixer ? `${h.fixer.who} ${dateTime(h.fixer.at)}` : '' },
            { label: t('hazard.due'), value: <Due of={h} /> },
          ]}
        />
        <Pairs hazard={h} />
      </Panel>
      <label htmlFor="hazard-verify-note">{t('hazard.verifyNote')}</label>
      <Input.TextArea id="hazard-verify-note" rows={3} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} style={{ marginBottom: 12, fontSize: 16 }} />
      <Shoot path={h.path} label={t('hazard.addPhoto')} value={pics} onChange={setPics} />
      {failed && <Alert type="error" showIcon title={failed} style={{ margin: '12px 0' }} />}
      <div style={{ display: 'grid', gap: 12, marginTop: 12 }}>
        <Button type="primary" size="large" loading={busy} onClick={() => void send(true)}>
          {t('hazard.act.pass')}
        </Button>
        <Button danger size="large" loading={busy} onClick={() => void send(false)}>
          {t('hazard.act.fail')}
        </Button>
      </div>
    </div>
  )
}
