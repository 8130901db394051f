import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Radio, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { dateTime } from '../../../ui/time'
import { Text, Verb } from '../parts/Acts'
import { DayField, Pick, required } from '../parts/Fields'
import { concerns, inDays, list, measures, Risk, risks, today, type Link } from '../parts/words'
import '../parts/mediation.css'

/** Risk link orders: what the police tell schools, and what the schools did. */
export default function Links() {
  const [writing, setWriting] = useState(false)
  const cache = useQueryClient()
  const mayIssue = useCan('mediation.issue')
  const changed = () => void cache.invalidateQueries({ queryKey: ['mediation-links'] })
  return (
    <>
      <PageHeader
        title={t('mediation.links')}
        hint={t('mediation.linksHint')}
        actions={
          mayIssue && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
              {t('mediation.linkWrite')}
            </Button>
          )
        }
      />
      <Ledger<Link>
        id="mediation-links"
        load={(query) => must(api.GET('/api/v1/mediation/links', { params: { query } }))}
        rowKey={(l) => l.id}
        tabs={{ key: 'state', items: [{ value: '', label: t('mediation.all') }, { value: 'active', label: t('mediation.linkStates.active') }, { value: 'ended', label: t('mediation.linkStates.ended') }] }}
        filters={[{ key: 'risk', kind: 'select', label: t('mediation.risk'), options: risks.map((value) => ({ value, label: t(`mediation.risks.${value}`) })) }]}
        columns={[
          { key: 'no', title: t('mediation.no'), width: 190, render: (l) => <span className="num">{l.no}</span> },
          { key: 'agency', title: t('mediation.agency'), render: (l) => l.agency },
          { key: 'risk', title: t('mediation.risk'), width: 90, render: (l) => <Risk value={l.risk} /> },
          { key: 'concern', title: t('mediation.concern'), render: (l) => list(l.concerns, 'concerns') },
          { key: 'valid', title: t('mediation.validity'), width: 200, render: (l) => <span className="num">{`${l.from} – ${l.to}`}</span> },
          { key: 'answered', title: t('mediation.answered'), width: 130, render: (l) => <span className="num">{t('mediation.answeredN', { n: l.answered, of: l.schools.length })}</span> },
          { key: 'state', title: t('mediation.state'), width: 90, render: (l) => <StatusTag hue={l.state === 'active' ? 'green' : 'grey'}>{t(`mediation.linkStates.${l.state}`)}</StatusTag> },
        ]}
        drawerTitle={(l) => l?.no ?? t('mediation.links')}
        drawer={(id) => <Detail id={id} changed={changed} />}
        empty={{ title: t('mediation.linksEmpty'), hint: t('mediation.linksEmptyHint') }}
      />
      <WriteForm open={writing} onClose={() => setWriting(false)} onSaved={() => (setWriting(false), changed())} />
    </>
  )
}

function Detail({ id, changed }: { id: string; changed: () => void }) {
  const { data: l, error, refetch } = useQuery({ queryKey: ['mediation-links', id], queryFn: () => must(api.GET('/api/v1/mediation/links/{id}', { params: { path: { id } } })) })
  const mayAnswer = useCan('mediation.answer')
  if (error && !l) return <ErrorState error={error} retry={() => void refetch()} />
  if (!l) return <Skeleton active paragraph={{ rows: 8 }} />
  const word = (w: string) => t(`mediation.measure.${w as 'patrol'}`)
  return (
    <>
      <div className="mediation-acts">
        {mayAnswer && l.state === 'active' && l.schools.map((x) => (
          <Verb<{ done: string[]; note?: string; sure?: boolean }> key={x.schoolId} act={t('mediation.answer')} main={x.answeredAt === 0} changed={changed} initial={{ done: x.done.length > 0 ? x.done : l.measures, note: x.note }}
            send={(v) => must(api.POST('/api/v1/mediation/links/{id}/answer', { params: { path: { id } }, body: { schoolId: x.schoolId, done: v.done, note: v.note ?? '', sure: v.sure ?? false } }))}>
            <Pick name="done" label={t('mediation.answerDone')} words={measures} word={word} many />
            <Text name="note" label={t('mediation.note')} need={false} max={200} extra={t('mediation.linkNoteHint')} />
            <Sure />
          </Verb>
        ))}
        {l.own && (
          <Verb<{ to?: string; note?: string; sure?: boolean }> act={t('mediation.review')} hint={t('mediation.reviewHint')} changed={changed}
            send={(v) => must(api.POST('/api/v1/mediation/links/{id}/review', { params: { path: { id } }, body: { version: l.version, to: v.to ?? '', note: v.note ?? '', sure: v.sure ?? false } }))}>
            <Form.Item name="to" label={t('mediation.reviewTo')}>
              <DayField label={t('mediation.reviewTo')} />
            </Form.Item>
            <Text name="note" label={t('mediation.note')} need={false} max={200} />
            <Sure />
          </Verb>
        )}
      </div>
      <FactList
        facts={[
          { label: t('mediation.agency'), value: l.agency },
          { label: t('mediation.officer'), value: l.officer },
          { label: t('mediation.risk'), value: <Risk value={l.risk} /> },
          { label: t('mediation.validity'), value: <span className="num">{`${l.from} – ${l.to}`}{l.renewed > 0 && `（${t('mediation.renewedN', { n: l.renewed })}）`}</span> },
          { label: t('mediation.concern'), value: list(l.concerns, 'concerns'), wide: true },
          { label: t('mediation.suggest'), value: list(l.measures, 'measure'), wide: true },
          ...(l.note ? [{ label: t('mediation.linkNote'), value: l.note, wide: true }] : []),
        ]}
      />
      <h3>{t('mediation.linkSchools')}</h3>
      <FactList single facts={l.schools.map((x) => ({
        label: x.school,
        value: x.answeredAt > 0 ? `${list(x.done, 'measure')}${x.note ? `；${x.note}` : ''}（${x.answeredBy} ${dateTime(x.answeredAt)}）` : <StatusTag hue="orange">{t('mediation.unanswered')}</StatusTag>,
      }))} />
      <h3>{t('mediation.timeline')}</h3>
      <Timeline items={l.timeline.map((x) => ({ key: x.id, at: x.at, title: `${tMaybe(`mediation.line.${x.kind}`, { school: String((x.data as Record<string, unknown>)?.school ?? '') }) ?? x.kind} ${x.by}` }))} />
    </>
  )
}

interface Order {
  schoolIds: string[]
  risk: 'red' | 'orange' | 'yellow' | 'blue'
  concerns: string[]
  measures: string[]
  note?: string
  sure?: boolean
  from: string
  to: string
}

function WriteForm({ open, onClose, onSaved }: { open: boolean; onClose: () => void; onSaved: () => void }) {
  return (
    <FormDrawer<Order>
      open={open} title={t('mediation.linkWrite')} submitText={t('mediation.linkWrite')} initial={{ risk: 'orange', from: today(), to: inDays(14) }} onClose={onClose} onSaved={onSaved}
      submit={(v) => must(api.POST('/api/v1/mediation/links', { body: { ...v, note: v.note ?? '', sure: v.sure ?? false } }))}
    >
      <p className="dim">{t('mediation.linksHint')}</p>
      <Form.Item name="schoolIds" label={t('mediation.linkSchools')} rules={required}>
        <SchoolsPicker />
      </Form.Item>
      <Form.Item name="risk" label={t('mediation.risk')} rules={required}>
        <Radio.Group optionType="button" options={risks.map((value) => ({ value, label: t(`mediation.risks.${value}`) }))} />
      </Form.Item>
      <Pick name="concerns" label={t('mediation.concern')} words={concerns} word={(w) => t(`mediation.concerns.${w as 'gate'}`)} many />
      <Pick name="measures" label={t('mediation.suggest')} words={measures} word={(w) => t(`mediation.measure.${w as 'patrol'}`)} many />
      <Form.Item name="note" label={t('mediation.linkNote')} extra={t('mediation.linkNoteHint')}>
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
      <Sure />
      <Form.Item name="from" label={t('mediation.from')} rules={required}>
        <DayField label={t('mediation.from')} />
      </Form.Item>
      <Form.Item name="to" label={t('mediation.to')} rules={required}>
        <DayField label={t('mediation.to')} />
      </Form.Item>
    </FormDrawer>
  )
}

/** What looks like a name goes through only with this. */
function Sure() {
  return (
    <Form.Item name="sure" valuePropName="checked" style={{ marginTop: -12 }}>
      <Checkbox>{t('mediation.linkSure')}</Checkbox>
    </Form.Item>
  )
}

/** Several schools by name, among those the officer may see. */
function SchoolsPicker({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }) {
  const [q, setQ] = useState('')
  const found = useQuery({
    queryKey: ['schools', 'pick', q.trim()],
    queryFn: async () => ((await must(api.GET('/api/v1/schools', { params: { query: { q: q.trim(), limit: 20 } } }))) as { items: { id: string; name: string }[] | null }).items ?? [],
    staleTime: 60_000,
  })
  return (
    <Select
      id={id} mode="multiple" aria-label={t('mediation.linkSchools')} placeholder={t('mediation.linkSchoolsHint')} value={value ?? []} onChange={(ids: string[]) => onChange?.(ids)}
      showSearch={{ filterOption: false, onSearch: setQ }} options={found.data?.map((s) => ({ value: s.id, label: s.name }))}
    />
  )
}
