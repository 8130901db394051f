import { Button, Checkbox, Form, Input, Radio } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { EvaluateForm } from './EvaluateForm'
import { PlanForm } from './PlanForm'
import { checkKeys, clock, scenarioWord, type Drill } from './words'

const required = [{ required: true, message: tField({ code: 'required' }) }]

interface Props {
  drill: Drill
  changed: () => void
}

/** What this person may do with the drill now; the order of the work, the next step first. */
export function Acts({ drill, changed }: Props) {
  const may = (verb: string) => drill.next.includes(verb)
  const params = { path: { id: drill.id } }
  const version = drill.version
  return (
    <>
      {may('submit') && (
        <ConfirmAct type="primary" danger={false} act={t('drill.submit')} name={drill.title} consequence={t('drill.submitHint')}
          onConfirm={async () => (await must(api.POST('/api/v1/drills/{id}/submit', { params, body: { version } })), changed())} />
      )}
      {may('edit') && <PlanForm drill={drill} saved={changed} />}
      {may('approve') && (
        <>
          <ConfirmAct type="primary" danger={false} act={t('drill.approve')} name={drill.title} consequence={t('drill.approveHint')}
            onConfirm={async () => (await must(api.POST('/api/v1/drills/{id}/approve', { params, body: { version, approve: true } })), changed())} />
          <TextAct act={t('drill.returnIt')} label={t('drill.returnReason')} send={(note) => must(api.POST('/api/v1/drills/{id}/approve', { params, body: { version, approve: false, note } }))} done={changed} />
        </>
      )}
      {may('notice') && <TellForm drill={drill} changed={changed} />}
      {may('check') && <CheckForm drill={drill} changed={changed} />}
      {may('signal') && (
        <ConfirmAct type="primary" danger={false} act={t('drill.signal')} name={drill.title} consequence={t('drill.signalHint')}
          onConfirm={async () => (await must(api.POST('/api/v1/drills/{id}/signal', { params, body: {} })), changed())} />
      )}
      {may('stop') && <StopAct drill={drill} changed={changed} />}
      {may('evaluate') && <EvaluateForm drill={drill} changed={changed} />}
      {may('archive') && (
        <ConfirmAct type="primary" danger={false} act={t('drill.archive')} name={drill.title} consequence={t('drill.archiveHint')}
          onConfirm={async () => (await must(api.POST('/api/v1/drills/{id}/archive', { params, body: { version } })), changed())} />
      )}
      {may('cancel') && <TextAct danger act={t('drill.cancel')} label={t('drill.cancelReason')} send={(reason) => must(api.POST('/api/v1/drills/{id}/cancel', { params, body: { version, reason } }))} done={changed} />}
    </>
  )
}

interface TextProps {
  act: string
  label: string
  send: (text: string) => Promise<unknown>
  done: () => void
  danger?: boolean
  children?: ReactNode
}

/** A verb that needs a sentence. */
export function TextAct({ act, label, send, done, danger = false, children }: TextProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button danger={danger} onClick={() => setOpen(true)}>
        {act}
      </Button>
      <FormDrawer<{ text: string }> open={open} title={act} width={420} submitText={act} initial={{ text: '' }} submit={(v) => send(v.text)} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), done())}>
        {children}
        <Form.Item name="text" label={label} rules={required}>
          <Input.TextArea rows={3} maxLength={300} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

function StopAct({ drill, changed }: Props) {
  const params = { path: { id: drill.id } }
  if (drill.form !== 'actual' || drill.fullAt > 0) {
    return (
      <ConfirmAct type="primary" danger={false} act={t('drill.stop')} name={drill.title} onConfirm={async () => (await must(api.POST('/api/v1/drills/{id}/stop', { params, body: {} })), changed())} />
    )
  }
  return (
    <TextAct act={t('drill.stop')} label={t('drill.stopNote', { classes: drill.classes - drill.reported, pupils: drill.unaccounted })}
      send={(note) => must(api.POST('/api/v1/drills/{id}/stop', { params, body: { note } }))} done={changed} />
  )
}

interface Telling {
  parents: string
  around?: string
  fire?: boolean
}

function TellForm({ drill, changed }: Props) {
  const [open, setOpen] = useState(false)
  const draft = t('drill.parentsDraft', { day: drill.day, at: clock(drill.at), scenario: scenarioWord(drill.scenario) })
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('drill.tell')}
      </Button>
      <FormDrawer<Telling>
        open={open}
        title={t('drill.tell')}
        submitText={t('drill.tell')}
        initial={{ parents: draft, around: '', fire: false }}
        submit={(v) => must(api.POST('/api/v1/drills/{id}/notice', { params: { path: { id: drill.id } }, body: { version: drill.version, parents: v.parents, around: v.around ?? '', fire: v.fire ?? false } }))}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <p className="dim">{t('drill.tellHint')}</p>
        <Form.Item name="parents" label={t('drill.parents')} rules={required}>
          <Input.TextArea rows={5} maxLength={2000} />
        </Form.Item>
        <Form.Item name="around" label={t('drill.around')}>
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name="fire" valuePropName="checked">
          <Checkbox>{t('drill.fire')}</Checkbox>
        </Form.Item>
      </FormDrawer>
    </>
  )
}

function CheckForm({ drill, changed }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('drill.check')}
      </Button>
      <FormDrawer<Record<string, { ok?: boolean; note?: string }>>
        open={open}
        title={t('drill.check')}
        initial={{}}
        submit={(v) =>
          must(api.POST('/api/v1/drills/{id}/check', {
            params: { path: { id: drill.id } },
            body: { version: drill.version, items: checkKeys.map((key) => ({ key, ok: v[key]?.ok ?? false, note: v[key]?.note ?? '' })) },
          }))
        }
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <p className="dim">{t('drill.checkHint')}</p>
        {checkKeys.map((key) => (
          <div key={key} className="drill-check">
            <Form.Item name={[key, 'ok']} label={t(`drill.checks.${key}`)} rules={required}>
              <Radio.Group optionType="button" options={[{ value: true, label: t('drill.ok') }, { value: false, label: t('drill.bad') }]} />
            </Form.Item>
            <Form.Item name={[key, 'note']} label={t('drill.checkNote')}>
              <Input maxLength={200} />
            </Form.Item>
          </div>
        ))}
      </FormDrawer>
    </>
  )
}
