import { Button, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { date } from '../../../ui/time'
import { AssignAct, SettleAct } from './Five'
import { FindForm } from './FindForm'
import { FormAct, required } from './FormAct'
import { GradeAct } from './Grade'
import { bare, Shoot, type Shot } from './Shoot'
import { agencies, options, type Hazard } from './words'

export interface ActProps {
  hazard: Hazard
  changed: () => void
}

export const why = (label = t('hazard.reason'), most = 500) => (
  <Form.Item name="why" label={label} rules={required}>
    <Input.TextArea rows={4} maxLength={most} />
  </Form.Item>
)

export const shots = (h: Hazard) => (
  <Form.Item name="photos" label={t('hazard.photo')}>
    <Shoot path={h.path} label={t('hazard.addPhoto')} />
  </Form.Item>
)

/** What this person may do with the hazard now, the next step first. */
export function Acts({ hazard: h, changed }: ActProps) {
  const may = (verb: string) => h.next.includes(verb)
  const params = { path: { id: h.id } }
  const version = h.version
  return (
    <>
      {may('submit') && (
        <ConfirmAct type="primary" danger={false} act={t('hazard.act.submit')} name={h.place} onConfirm={async () => (await must(api.POST('/api/v1/hazards/{id}/submit', { params, body: { version } })), changed())} />
      )}
      {may('edit') && <FindForm draft={h} saved={changed} />}
      {(may('grade') || may('upgrade')) && <GradeAct hazard={h} changed={changed} upgrade={!may('grade')} />}
      {may('assign') && <AssignAct hazard={h} changed={changed} />}
      {may('receive') && (
        <ConfirmAct type="primary" danger={false} act={t('hazard.act.receive')} name={h.number} onConfirm={async () => (await must(api.POST('/api/v1/hazards/{id}/receive', { params, body: { version } })), changed())} />
      )}
      {may('fix') && (
        <Button type="primary" href={`/hazards/${h.id}/fix`}>
          {t('hazard.act.fix')}
        </Button>
      )}
      {may('verify') && (
        <Button type="primary" href={`/hazards/${h.id}/verify`}>
          {t('hazard.act.verify')}
        </Button>
      )}
      {may('decide') && <DecideAct hazard={h} changed={changed} />}
      {may('receipt') && (
        <FormAct<{ no?: string; note?: string }> type="primary" act={t('hazard.act.receipt')} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/receipt', { params, body: { version, no: v.no ?? '', note: v.note ?? '' } }))}>
          <Form.Item name="no" label={t('hazard.receiptNo')}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="note" label={t('hazard.note')}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </FormAct>
      )}
      {may('fix_on_spot') && <Button href={`/hazards/${h.id}/fix?spot=1`}>{t('hazard.act.fix_on_spot')}</Button>}
      {may('interim') && <InterimAct hazard={h} changed={changed} />}
      {may('archive') && (
        <ConfirmAct danger={false} act={t('hazard.act.archive')} name={h.number} onConfirm={async () => (await must(api.POST('/api/v1/hazards/{id}/archive', { params, body: { version } })), changed())} />
      )}
    </>
  )
}

/** What is done less often; below the facts, so that the next step stays in sight. */
export function MoreActs({ hazard: h, changed }: ActProps) {
  const may = (verb: string) => h.next.includes(verb)
  const params = { path: { id: h.id } }
  const version = h.version
  const ask = (kind: 'downgrade' | 'invalid') => (
    <FormAct<{ why: string }> act={t(`hazard.act.ask_${kind}`)} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/ask', { params, body: { version, kind, why: v.why } }))}>
      <p className="dim">{t('hazard.askedWait')}</p>
      {why()}
    </FormAct>
  )
  return (
    <>
      {may('settle') && <SettleAct hazard={h} changed={changed} />}
      {may('progress') && (
        <FormAct<{ why: string; photos?: Shot[] }> act={t('hazard.act.progress')} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/progress', { params, body: { text: v.why, photos: bare(v.photos) } }))}>
          {why(t('hazard.progress'))}
          {shots(h)}
        </FormAct>
      )}
      {may('ask_extend') && (
        <FormAct<{ why: string; due: Dayjs }> act={t('hazard.act.ask_extend')} done={changed} initial={{ due: dayjs(h.dueAt).add(7, 'day') }}
          submit={(v) => must(api.POST('/api/v1/hazards/{id}/ask', { params, body: { version, kind: 'extend', why: v.why, dueAt: v.due.endOf('day').valueOf() } }))}>
          <Form.Item name="due" label={t('hazard.newDue')} rules={required} extra={t('hazard.latest', { day: date(h.latest) })}>
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
          {why()}
        </FormAct>
      )}
      {may('report_up') && (
        <FormAct<{ why: string }> act={t('hazard.act.report_up')} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/report-up', { params, body: { version, why: v.why } }))}>
          {why(t('hazard.reportedUp'), 1000)}
        </FormAct>
      )}
      {may('transfer') && (
        <FormAct<{ to: string; why: string }> act={t('hazard.act.transfer')} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/transfer', { params, body: { version, to: v.to, why: v.why } }))}>
          <Form.Item name="to" label={t('hazard.transferTo')} rules={required}>
            <Select options={options('agency', agencies.filter((a) => a !== h.agency))} />
          </Form.Item>
          {why()}
        </FormAct>
      )}
      {may('give_back') && (
        <FormAct<{ why: string }> act={t('hazard.act.give_back')} done={changed} submit={(v) => must(api.POST('/api/v1/hazards/{id}/give-back', { params, body: { version, why: v.why } }))}>
          {why()}
        </FormAct>
      )}
      {may('merge') && <MergeAct hazard={h} changed={changed} />}
      {may('recurrence') && <RecurAct hazard={h} changed={changed} />}
      {may('ask_invalid') && ask('invalid')}
      {may('ask_downgrade') && ask('downgrade')}
    </>
  )
}

function InterimAct({ hazard: h, changed }: ActProps) {
  return (
    <FormAct<{ kind: 'close'; text: string; photos?: Shot[] }> act={t('hazard.act.interim')} done={changed} initial={{ text: h.interim }}
      submit={(v) => must(api.POST('/api/v1/hazards/{id}/interim', { params: { path: { id: h.id } }, body: { version: h.version, kind: v.kind, text: v.text, photos: bare(v.photos) } }))}>
      <Form.Item name="kind" label={t('hazard.act.interim')} rules={required}>
        <Radio.Group optionType="button" options={options('interimKind', ['suspend', 'close', 'warn', 'watch', 'other'])} />
      </Form.Item>
      <Form.Item name="text" label={t('hazard.note')} rules={required}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
      {shots(h)}
    </FormAct>
  )
}

function DecideAct({ hazard: h, changed }: ActProps) {
  return (
    <FormAct<{ ok: boolean; note?: string }> type="primary" act={t('hazard.act.decide')} done={changed}
      submit={(v) => must(api.POST('/api/v1/hazards/{id}/decide', { params: { path: { id: h.id } }, body: { version: h.version, ok: v.ok, note: v.note ?? '' } }))}>
      {h.asked && <p>{t(`hazard.askedIs.${h.asked}`, { who: h.askedBy?.who ?? '', why: h.askedWhy, day: h.askedDue ? date(h.askedDue) : '' })}</p>}
      <Form.Item name="ok" label={t('hazard.act.decide')} rules={required}>
        <Radio.Group optionType="button" options={[{ value: true, label: t('hazard.act.agree') }, { value: false, label: t('hazard.act.refuse') }]} />
      </Form.Item>
      <Form.Item name="note" label={t('hazard.note')}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormAct>
  )
}

/** Says of which closed hazard this one is the return, by its number. */
function RecurAct({ hazard: h, changed }: ActProps) {
  async function send(v: { of: string }) {
    const q = v.of.trim()
    const found = await must(api.GET('/api/v1/hazards', { params: { query: { q, school: h.schoolId, limit: 20 } } }))
    return must(api.POST('/api/v1/hazards/{id}/recurrence', { params: { path: { id: h.id } }, body: { version: h.version, of: found.items.find((x) => x.number === q)?.id ?? q } }))
  }
  return (
    <FormAct<{ of: string }> act={t('hazard.act.recurrence')} done={changed} submit={send}>
      <p className="dim">{t('hazard.recurrenceHint')}</p>
      <Form.Item name="of" label={t('hazard.recurrenceNo')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
    </FormAct>
  )
}

function MergeAct({ hazard: h, changed }: ActProps) {
  async function send(v: { into: string; why: string }) {
    const page = await must(api.GET('/api/v1/hazards', { params: { query: { q: v.into.trim(), school: h.schoolId, tab: 'open', limit: 2 } } }))
    return must(api.POST('/api/v1/hazards/{id}/merge', { params: { path: { id: h.id } }, body: { version: h.version, into: page.items[0]?.id ?? v.into, why: v.why } }))
  }
  return (
    <FormAct<{ into: string; why: string }> act={t('hazard.act.merge')} done={changed} submit={send}>
      <Form.Item name="into" label={t('hazard.into')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      {why()}
    </FormAct>
  )
}
