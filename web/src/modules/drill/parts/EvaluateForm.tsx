import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { DayInput } from './PlanForm'
import { aspectKeys, itemKeys, type Drill } from './words'

const required = [{ required: true, message: tField({ code: 'required' }) }]

type Score = 'yes' | 'partly' | 'no' | 'none'
interface Values {
  items: Record<string, Score>
  review: Record<string, Score>
  fit: 'yes' | 'partly' | 'no'
  sufficient: 'yes' | 'partly' | 'no'
  process?: string
  improvement?: string
  problems?: { text: string; measure?: string; owner?: string; due?: string }[]
}

/** 演练评估表: twelve points, the plan, the effect, and what went wrong. */
export function EvaluateForm({ drill, changed }: { drill: Drill; changed: () => void }) {
  const [open, setOpen] = useState(false)
  const three = (['yes', 'partly', 'no'] as const).map((value) => ({ value, label: t(`drill.three.${value}`) }))
  const inTime = drill.evacMs > 0 && drill.targetS > 0 && drill.evacMs <= drill.targetS * 1000
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('drill.evaluate')}
      </Button>
      <FormDrawer<Values>
        open={open}
        title={t('drill.table')}
        width={720}
        initial={{
          // What was measured fills itself in; everything else people judge.
          ...(drill.form === 'actual' && { items: { time: inTime ? 'yes' : 'no', assembly: drill.fullAt > 0 ? 'yes' : 'no' } }), problems: [],
        }}
        submit={(v) =>
          must(api.POST('/api/v1/drills/{id}/evaluate', {
            params: { path: { id: drill.id } },
            body: {
              version: drill.version,
              evaluation: {
                items: itemKeys.map((key) => ({ key, score: v.items[key]! })), review: aspectKeys.map((key) => ({ key, score: v.review[key]! })),
                fit: v.fit, sufficient: v.sufficient, process: v.process ?? '', improvement: v.improvement ?? '',
              },
              problems: (v.problems ?? []).map((p) => ({ text: p.text, measure: p.measure ?? '', owner: p.owner ?? '', due: p.due ?? '' })),
            },
          }))
        }
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        {itemKeys.map((key) => (
          <Form.Item key={key} name={['items', key]} label={t(`drill.items.${key}`)} rules={required} className="drill-score">
            <Radio.Group optionType="button" options={(['yes', 'partly', 'no', 'none'] as const).map((value) => ({ value, label: t(`drill.score.${value}`) }))} />
          </Form.Item>
        ))}
        <div className="drill-pair">
          <Form.Item name="fit" label={t('drill.fit')} rules={required}>
            <Radio.Group optionType="button" options={three} />
          </Form.Item>
          <Form.Item name="sufficient" label={t('drill.sufficient')} rules={required}>
            <Radio.Group optionType="button" options={three} />
          </Form.Item>
        </div>
        <h3>{t('drill.review')}</h3>
        {aspectKeys.map((key) => (
          <Form.Item key={key} name={['review', key]} label={t(`drill.aspects.${key}`)} rules={required} className="drill-score">
            <Radio.Group optionType="button" options={(['yes', 'partly', 'no'] as const).map((value) => ({ value, label: t(`drill.reviewScore.${value}`) }))} />
          </Form.Item>
        ))}
        <Form.Item name="process" label={t('drill.process')}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
        <h3>{t('drill.problems')}</h3>
        <p className="dim">{t('drill.problemsHint')}</p>
        <Form.List name="problems">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f) => (
                <fieldset key={f.key} className="drill-problem">
                  <legend className="visually-hidden">{t('drill.problem')}</legend>
                  <Form.Item name={[f.name, 'text']} label={t('drill.problem')} rules={required}>
                    <Input maxLength={300} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'measure']} label={t('drill.measure')}>
                    <Input maxLength={300} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'owner']} label={t('drill.owner')}>
                    <Input maxLength={40} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'due']} label={t('drill.due')}>
                    <DayInput />
                  </Form.Item>
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t('ui.remove')} onClick={() => remove(f.name)} />
                </fieldset>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add()}>
                {t('drill.addProblem')}
              </Button>
            </>
          )}
        </Form.List>
        <Form.Item name="improvement" label={t('drill.improvement')} style={{ marginTop: 16 }}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
