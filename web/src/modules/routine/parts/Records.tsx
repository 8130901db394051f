import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { blockWord, kindWord, speakerWord, type Record_ } from './routine'

export function Records() {
  const cache = useQueryClient()
  return (
    <Ledger<Record_>
      id="routine-records"
      load={({ tab: _tab, ...query }) => must(api.GET('/api/v1/routine/records', { params: { query } }))}
      rowKey={(r) => r.id}
      filters={[
        { key: 'day', kind: 'days', label: t('routine.day') },
        { key: 'kind', kind: 'select', label: t('routine.kind'), options: [1, 5, 30].map((k) => ({ value: String(k), label: kindWord(k) })), width: 110 },
        { key: 'late', kind: 'select', label: t('routine.late'), options: [{ value: 'true', label: t('routine.lateOnly') }], width: 130 },
        { key: 'path', kind: 'own', label: t('routine.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('routine.area')} /> },
        { key: 'q', kind: 'search', label: t('routine.find'), width: 200 },
      ]}
      columns={[
        { key: 'day', title: t('routine.day'), width: 120, render: (r) => <span className="num">{r.day}</span> },
        { key: 'class', title: t('routine.class'), width: 260, render: (r) => `${r.school} ${r.class}` },
        { key: 'kind', title: t('routine.kind'), width: 90, render: (r) => kindWord(r.kind) },
        { key: 'theme', title: t('routine.theme'), render: (r) => r.theme },
        { key: 'present', title: t('routine.present'), width: 90, align: 'right', render: (r) => <span className="num">{r.present}</span> },
        { key: 'by', title: t('routine.by'), width: 110, render: (r) => r.byName },
        { key: 'state', title: '', width: 90, render: (r) => <Mark r={r} /> },
      ]}
      drawerTitle={(r) => (r ? `${r.class} ${r.day}` : t('routine.title'))}
      drawer={(_id, r, close) => r && <Detail r={r} changed={() => (close(), void cache.invalidateQueries({ queryKey: ['routine-records'] }), void cache.invalidateQueries({ queryKey: ['routine'] }))} />}
      empty={{ title: t('routine.empty'), hint: t('routine.emptyHint') }}
    />
  )
}

function Mark({ r }: { r: Record_ }) {
  if (r.voidAt) return <StatusTag hue="grey">{t('routine.void')}</StatusTag>
  return r.late ? <StatusTag hue="orange">{t('routine.late')}</StatusTag> : <StatusTag hue="green">{t('routine.onTime')}</StatusTag>
}

function Detail({ r, changed }: { r: Record_; changed: () => void }) {
  const [striking, setStriking] = useState(false)
  const may = useCan('routine.manage', r.path) && r.voidAt === 0
  return (
    <>
      <FactList
        facts={[
          { label: t('routine.class'), value: `${r.school} ${r.class}`, wide: true },
          { label: t('routine.day'), value: r.day },
          { label: t('routine.kind'), value: kindWord(r.kind) },
          { label: t('routine.theme'), value: r.theme, wide: true },
          { label: t('routine.block'), value: blockWord(r.block) },
          { label: t('routine.speaker'), value: speakerWord(r.speaker) },
          { label: t('routine.present'), value: r.present },
          { label: t('routine.by'), value: r.byName },
          { label: t('routine.points'), value: r.points, wide: true },
          { label: t('routine.heldAt'), value: <span className="num">{dateTime(r.heldAt)}</span> },
          { label: t('routine.recordedAt'), value: <span className="num">{dateTime(r.recordedAt)}</span> },
          { label: t('routine.late'), value: <Mark r={r} /> },
          ...(r.voidAt ? [{ label: t('routine.void'), value: t('routine.voided', { reason: r.voidReason, name: r.voidBy }), wide: true }] : []),
        ]}
      />
      {r.photoId && <img src={`/api/v1/files/${r.photoId}`} alt={t('routine.photo')} style={{ maxWidth: '100%', marginTop: 16 }} />}
      {may && (
        <div className="routine-acts">
          <Button danger onClick={() => setStriking(true)}>
            {t('routine.void')}
          </Button>
          <FormDrawer<{ reason: string }>
            open={striking}
            title={`${t('routine.void')} ${r.class} ${r.day}`}
            width={420}
            submit={(v) => must(api.POST('/api/v1/routine/records/{id}/void', { params: { path: { id: r.id } }, body: { reason: v.reason ?? '' } }))}
            submitText={t('routine.void')}
            onClose={() => setStriking(false)}
            onSaved={() => (setStriking(false), changed())}
          >
            <Form.Item name="reason" label={t('routine.voidReason')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
              <Input.TextArea rows={3} maxLength={200} />
            </Form.Item>
          </FormDrawer>
        </div>
      )}
    </>
  )
}
