import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError, tField } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { dateTime } from '../../../ui/time'
import type { Detail } from './notice'

/** The receipt of one's own school: one touch, then what was done. */
export function Mine({ of: n, changed }: { of: Detail; changed: () => void }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [reporting, setReporting] = useState(false)
  const r = n.mine!
  const at = { params: { path: { id: n.id } } }
  const after = () => (changed(), void cache.invalidateQueries({ queryKey: ['todo'] }))
  const confirm = async () => {
    setBusy(true)
    try {
      await must(api.POST('/api/v1/safety-notices/{id}/confirm', { ...at, body: { schoolId: r.schoolId } }))
      after()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="notice-mine">
      {r.state === 'open' && (
        <>
          <p>
            {r.dueAt < serverNow() ? <span className="notice-late">{t('notice.mine.late')}</span> : <b>{t('notice.mine.ask', { time: dateTime(r.dueAt) })}</b>}
            <br />
            <span className="dim">{t('notice.mine.askHint')}</span>
          </p>
          <Button type="primary" size="large" loading={busy} onClick={() => void confirm()}>{t('notice.mine.act')}</Button>
        </>
      )}
      {r.state === 'ended' && <p>{t('notice.mine.over')}</p>}
      {r.confirmedAt > 0 && <p>{t('notice.mine.done', { name: r.confirmedName, time: dateTime(r.confirmedAt) })}</p>}
      {r.doneAt > 0 && <p>{t('notice.mine.reported', { note: r.doneNote, name: r.doneName })}</p>}
      {r.confirmedAt > 0 && r.doneAt === 0 && <Button onClick={() => setReporting(true)}>{t('notice.mine.report')}</Button>}
      <FormDrawer<{ note: string }>
        open={reporting} title={t('notice.mine.report')} width={420} onClose={() => setReporting(false)} onSaved={() => (setReporting(false), after())}
        submit={(v) => must(api.POST('/api/v1/safety-notices/{id}/report', { ...at, body: { schoolId: r.schoolId, note: v.note ?? '' } }))}
      >
        <Form.Item name="note" label={t('notice.mine.reportLabel')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <Input.TextArea rows={3} maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}
