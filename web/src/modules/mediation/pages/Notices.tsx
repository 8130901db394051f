import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Modal, Select, Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FileDrop } from '../../../ui/FileDrop'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError } from '../../../ui/i18n'
import { PageHeader } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { dateTime } from '../../../ui/time'
import { required } from '../parts/Fields'
import type { Notice } from '../parts/words'
import '../parts/mediation.css'

type Shown = components['schemas']['MediationShown']

/** Controlled notices: the police issue them, a gate looks at them, and each look is noted. */
export default function Notices() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const [writing, setWriting] = useState(false)
  const [shown, setShown] = useState<Shown>()
  const [log, setLog] = useState<string>()
  const mayIssue = useCan('mediation.issue')
  const { data, error, refetch } = useQuery({ queryKey: ['mediation-notices'], queryFn: () => must(api.GET('/api/v1/mediation/notices')), refetchInterval: 30_000 })
  const changed = () => void cache.invalidateQueries({ queryKey: ['mediation-notices'] })
  const look = async (n: Notice) => {
    try {
      setShown(await must(api.POST('/api/v1/mediation/notices/{id}/view', { params: { path: { id: n.id } } })))
      changed()
    } catch (e) {
      void message.error(tError(problemOf(e)))
      changed()
    }
  }
  return (
    <>
      <PageHeader
        title={t('mediation.notices')}
        hint={t('mediation.noticesHint')}
        actions={
          mayIssue && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
              {t('mediation.noticeIssue')}
            </Button>
          )
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.items.length === 0 && <EmptyState title={t('mediation.noticesEmpty')} hint={t('mediation.noticesEmptyHint')} />}
      <div className="notice-list">
        {data?.items.map((n) => (
          <section key={n.id} className="notice-card">
            <div>
              <b>{n.agency}</b> <StatusTag hue={n.state === 'active' ? 'orange' : 'grey'}>{t(`mediation.noticeStates.${n.state}`)}</StatusTag>
              <p className="num dim">{`${n.no} · ${n.state === 'active' ? t('mediation.until') : t(`mediation.noticeStates.${n.state}`)} ${dateTime(n.state === 'active' ? n.until : n.endedAt || n.until)}`}</p>
              <p>{n.posts.map((p) => `${p.school} ${p.place}`).join('、')}</p>
            </div>
            <div className="mediation-acts" style={{ margin: 0 }}>
              {n.view && (
                <Button type="primary" size="large" onClick={() => void look(n)}>
                  {t('mediation.view')}
                </Button>
              )}
              {n.police && <Button onClick={() => setLog(n.id)}>{t('mediation.viewsN', { n: n.views })}</Button>}
              {n.police && n.state === 'active' && (
                <ConfirmAct act={t('mediation.withdraw')} name={n.no} consequence={t('mediation.withdrawHint')} onConfirm={async () => (await must(api.POST('/api/v1/mediation/notices/{id}/withdraw', { params: { path: { id: n.id } } })), changed())} />
              )}
            </div>
          </section>
        ))}
      </div>
      {shown && <Show shown={shown} close={() => setShown(undefined)} />}
      {log && <Log id={log} close={() => setLog(undefined)} />}
      <IssueForm open={writing} onClose={() => setWriting(false)} onSaved={() => (setWriting(false), changed())} />
    </>
  )
}

const seconds = 60

/** What a gate sees: on a canvas, under the viewer's name, for a minute; it cannot be printed. */
function Show({ shown, close }: { shown: Shown; close: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const timer = setInterval(() => setLeft((n) => n - 1), 1000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (left <= 0) close()
  }, [left, close])
  useEffect(() => {
    const hide = () => document.visibilityState === 'hidden' && close()
    document.addEventListener('visibilitychange', hide)
    return () => document.removeEventListener('visibilitychange', hide)
  }, [close])
  useEffect(() => {
    if (!shown.picture) return
    const image = new Image()
    image.onload = () => {
      const c = canvas.current
      if (!c) return
      c.width = image.naturalWidth
      c.height = image.naturalHeight
      c.getContext('2d')!.drawImage(image, 0, 0)
    }
    image.src = `data:image/jpeg;base64,${shown.picture}`
  }, [shown.picture])
  const mark = `${shown.viewer} ${dateTime(shown.at)} #${shown.n}`
  return (
    <Modal open title={shown.agency} onCancel={close} width={640} footer={<Button size="large" onClick={close}>{`${t('mediation.viewClose')}（${t('mediation.viewLeft', { n: Math.max(0, left) })}）`}</Button>}>
      <p className="notice-noprint">{t('mediation.noPrint')}</p>
      <div className="notice-shown" onContextMenu={(e) => e.preventDefault()} onCopy={(e) => e.preventDefault()}>
        {shown.picture && <canvas ref={canvas} role="img" aria-label={t('mediation.picture')} />}
        <p>{shown.text}</p>
        <svg className="notice-marks" aria-hidden="true">
          {Array.from({ length: 24 }, (_, i) => (
            <text key={i} x={`${(i % 2) * 56 + ((i >> 1) % 2) * 12 - 8}%`} y={`${(i >> 1) * 9 + 6}%`}>
              {mark}
            </text>
          ))}
        </svg>
      </div>
      <p className="dim num">{mark}</p>
    </Modal>
  )
}

function Log({ id, close }: { id: string; close: () => void }) {
  const { data } = useQuery({ queryKey: ['mediation-notices', 'views', id], queryFn: () => must(api.GET('/api/v1/mediation/notices/{id}/views', { params: { path: { id } } })) })
  return (
    <Modal open title={t('mediation.views')} onCancel={close} footer={null} width={520}>
      {data?.items.length === 0 && <EmptyState title={t('mediation.readsNone')} />}
      <Timeline items={(data?.items ?? []).map((v) => ({ key: String(v.n), at: v.at, title: `${v.by} ${v.unit}`, note: `${t('mediation.viewNo', { n: v.n })} ${v.place}` }))} />
    </Modal>
  )
}

interface Draft {
  school: string
  placeIds: string[]
  text: string
  days: number
}

function IssueForm({ open, onClose, onSaved }: { open: boolean; onClose: () => void; onSaved: () => void }) {
  const [file, setFile] = useState<File>()
  const [school, setSchool] = useState('')
  const places = useQuery({
    queryKey: ['schools', 'gates', school], enabled: school !== '',
    queryFn: async () => ((await must(api.GET('/api/v1/schools/{id}', { params: { path: { id: school } } }))) as { places?: { id: string; name: string; kind: string }[] | null }).places ?? [],
  })
  return (
    <FormDrawer<Draft>
      open={open} title={t('mediation.noticeIssue')} submitText={t('mediation.noticeIssue')} initial={{ days: 7 }} onClose={onClose} onSaved={() => (setFile(undefined), onSaved())}
      submit={async (v) => must(api.POST('/api/v1/mediation/notices', { body: { placeIds: v.placeIds, text: v.text, days: v.days, ...(file && { picture: await base64(file) }) } }))}
    >
      <p className="dim">{t('mediation.noticesHint')}</p>
      <Form.Item name="school" label={t('mediation.school')} rules={required}>
        <Choose set={setSchool} />
      </Form.Item>
      <Form.Item name="placeIds" label={t('mediation.gates')} rules={required}>
        <Select mode="multiple" placeholder={t('mediation.gatesHint')} options={places.data?.filter((p) => p.kind === 'gate').map((p) => ({ value: p.id, label: p.name }))} />
      </Form.Item>
      <Form.Item name="text" label={t('mediation.noticeText')} rules={required} extra={t('mediation.noticeTextHint')}>
        <Input.TextArea rows={4} maxLength={300} />
      </Form.Item>
      <Form.Item label={t('mediation.picture')} extra={file?.name ?? t('mediation.pictureHint')}>
        <FileDrop types={['.jpg', '.jpeg', '.png']} maxBytes={8 << 20} onFile={setFile} />
      </Form.Item>
      <Form.Item name="days" label={t('mediation.days')} rules={required}>
        <InputNumber min={1} max={366} />
      </Form.Item>
    </FormDrawer>
  )
}

function Choose({ id, value, onChange, set }: { id?: string; value?: string; onChange?: (id: string) => void; set: (id: string) => void }) {
  return <SchoolPicker {...(id !== undefined && { id })} {...(value !== undefined && { value })} label={t('mediation.school')} onChange={(x) => (set(x), onChange?.(x))} />
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('cannot be read'))
    reader.readAsDataURL(file)
  })
}
