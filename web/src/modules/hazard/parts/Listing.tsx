import { DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { FactList } from '../../../ui/FactList'
import { Panel } from '../../../ui/PageHeader'
import { Timeline } from '../../../ui/Timeline'
import { date, dateTime } from '../../../ui/time'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import type { ActProps } from './Acts'
import { FormAct, required } from './FormAct'
import { options } from './words'

const steps = ['proposed', 'approved', 'issued', 'planned', 'rectifying', 'delist_asked', 'inspected', 'delisted', 'archived'] as const

type Verb = 'propose' | 'approve' | 'issue' | 'plan' | 'accept' | 'report' | 'ask' | 'inspect' | 'delist' | 'archive' | 'outcome'

interface Values {
  level?: 'county' | 'city'
  ok?: boolean
  text?: string
  kind?: string
  paperNo?: string
  percent?: number
  due?: Dayjs
  sheet?: { supervisor?: string; unit?: string; owner?: string; require?: string; suspend?: string; public?: string }
}

const text = (label: string, most = 1000) => (
  <Form.Item name="text" label={label} rules={required}>
    <Input.TextArea rows={4} maxLength={most} />
  </Form.Item>
)

const yesNo = (label: string) => (
  <Form.Item name="ok" label={label} rules={required}>
    <Radio.Group optionType="button" options={[{ value: true, label: t('hazard.act.agree') }, { value: false, label: t('hazard.act.refuse') }]} />
  </Form.Item>
)

function Fields({ verb }: { verb: Verb }) {
  switch (verb) {
    case 'propose':
      return (
        <>
          <Form.Item name="level" label={t('hazard.listLevelName')} rules={required}>
            <Radio.Group optionType="button" options={options('listLevel', ['county', 'city'])} />
          </Form.Item>
          {text(t('hazard.reason'), 500)}
        </>
      )
    case 'approve':
      return (
        <>
          {yesNo(t('hazard.listAct.approve'))}
          <Form.Item name="text" label={t('hazard.note')}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </>
      )
    case 'issue':
      return (
        <>
          <div className="hazard-cols">
            <Form.Item name={['sheet', 'supervisor']} label={t('hazard.supervisor')} rules={required}>
              <Input maxLength={40} />
            </Form.Item>
            <Form.Item name="due" label={t('hazard.due')} rules={required}>
              <DatePicker style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name={['sheet', 'unit']} label={t('hazard.unit')}>
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item name={['sheet', 'owner']} label={t('hazard.owner')}>
              <Input maxLength={40} />
            </Form.Item>
          </div>
          <Form.Item name={['sheet', 'require']} label={t('hazard.require')} rules={required}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
          <Form.Item name={['sheet', 'suspend']} label={t('hazard.suspend')}>
            <Input maxLength={500} />
          </Form.Item>
          <Form.Item name={['sheet', 'public']} label={t('hazard.publicPlace')}>
            <Input maxLength={200} />
          </Form.Item>
        </>
      )
    case 'report':
      return (
        <>
          {text(t('hazard.outcome.report'))}
          <Form.Item name="percent" label={t('hazard.percent')}>
            <InputNumber min={0} max={100} precision={0} />
          </Form.Item>
        </>
      )
    case 'inspect':
      return (
        <>
          {yesNo(t('hazard.listAct.inspect'))}
          {text(t('hazard.inspectNote'))}
        </>
      )
    case 'outcome':
      return (
        <>
          <Form.Item name="kind" label={t('hazard.outcomeName')} rules={required}>
            <Select options={options('outcome', ['talk', 'suspend', 'circular', 'handover', 'reopen'])} />
          </Form.Item>
          <Form.Item name="paperNo" label={t('hazard.decisionNo')}>
            <Input maxLength={60} />
          </Form.Item>
          {text(t('hazard.note'))}
        </>
      )
    case 'plan':
      return text(t('hazard.listPlan'), 2000)
    case 'delist':
      return text(t('hazard.announcement'))
    case 'accept':
    case 'archive':
      return null
    case 'ask':
      return text(t('hazard.reason'))
  }
}

/** The sub-flow 挂牌督办: where it stands, its sheet, and the steps this person may take. */
export function Listing({ hazard: h, changed }: ActProps) {
  const l = h.listing
  const verbs = h.next.filter((v) => v.startsWith('list_')).map((v) => v.slice(5) as Verb)
  if (!l && verbs.length === 0) return null
  const send = (verb: Verb) => (v: Values) =>
    must(api.POST('/api/v1/hazards/{id}/listing/{verb}', {
      params: { path: { id: h.id, verb } },
      body: { version: h.version, ...(v.level && { level: v.level }), ok: v.ok ?? false, text: v.text ?? '', kind: v.kind ?? '', paperNo: v.paperNo ?? '', percent: v.percent ?? 0, ...(v.due && { dueAt: v.due.endOf('day').valueOf() }), sheet: v.sheet ?? {} },
    }))
  const at = l ? steps.indexOf(l.state as (typeof steps)[number]) : -1
  return (
    <Panel
      title={t('hazard.listing')}
      extra={verbs.map((verb) =>
        verb === 'accept' || verb === 'archive' ? (
          <ConfirmAct key={verb} danger={false} type="primary" act={t(`hazard.listAct.${verb}`)} name={h.number} onConfirm={async () => (await send(verb)({}), changed())} />
        ) : (
          <FormAct<Values> key={verb} {...(verb !== 'outcome' && verb !== 'report' && { type: 'primary' as const })} act={t(`hazard.listAct.${verb}`)} width={600} done={changed} submit={send(verb)}
            initial={verb === 'issue' ? { due: dayjs(h.dueAt), sheet: { unit: h.unit, owner: h.owner } } : {}}>
            <Fields verb={verb} />
          </FormAct>
        ),
      )}
    >
      {!l ? (
        <p className="dim">{t('hazard.listingNone')}</p>
      ) : (
        <>
          {l.state === 'refused' ? (
            <p>{t('hazard.list.refused')}</p>
          ) : (
            <ol className="hazard-steps">
              {steps.map((s, i) => (
                <li key={s} className={i === at ? 'now' : i < at ? 'done' : undefined} {...(i === at && { 'aria-current': 'step' as const })}>
                  {t(`hazard.list.${s}`)}
                </li>
              ))}
            </ol>
          )}
          {l.reopen && l.reopenedAt === 0 && <p className="hazard-bar">{t('hazard.reopenFirst')}</p>}
          <FactList
            facts={[
              { label: t('hazard.listNo'), value: l.number },
              { label: t('hazard.listLevelName'), value: t(`hazard.listLevel.${l.level}`) },
              { label: t('hazard.supervisor'), value: l.sheet.supervisor },
              { label: t('hazard.unit'), value: l.sheet.unit },
              { label: t('hazard.due'), value: l.dueAt ? date(l.dueAt) : '' },
              { label: t('hazard.reportDue'), value: l.reportDue ? date(l.reportDue) : '' },
              { label: t('hazard.reason'), value: l.sheet.reason, wide: true },
              { label: t('hazard.require'), value: l.sheet.require, wide: true },
              ...(l.sheet.suspend ? [{ label: t('hazard.suspend'), value: l.sheet.suspend, wide: true }] : []),
              ...(l.sheet.plan ? [{ label: t('hazard.listPlan'), value: l.sheet.plan, wide: true }] : []),
              ...(l.sheet.inspectNote ? [{ label: t('hazard.inspectNote'), value: `${l.sheet.inspectNote}（${l.sheet.inspector ?? ''}）`, wide: true }] : []),
              ...(l.sheet.announcement ? [{ label: t('hazard.announcement'), value: `${l.sheet.announcement} ${dateTime(l.delistedAt)}`, wide: true }] : []),
            ]}
          />
          {l.notes.length > 0 && (
            <Timeline
              items={l.notes.map((n) => ({
                key: `${n.at}${n.kind}`, at: n.at, title: `${t(`hazard.outcome.${n.kind}`)} ${n.percent > 0 ? `${n.percent}%` : ''} ${n.paperNo}`, note: `${n.text} · ${n.by}`,
              }))}
            />
          )}
        </>
      )}
    </Panel>
  )
}
