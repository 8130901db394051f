import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t, tMaybe } from '../../../ui/i18n'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { FormAct, required } from '../parts/FormAct'
import { options, type Rule, type RuleSet } from '../parts/words'
import '../parts/hazard.css'

const modes = ['direct', 'member', 'composite']
const chapters = ['fire', 'building', 'food', 'lab', 'bus', 'crowd', 'equipment', 'utility', 'other']

/** The rules by which a hazard is a major one: every version, and who may, a new one. */
export default function Rules() {
  const cache = useQueryClient()
  const may = useCan('hazard.rules')
  const [picked, setPicked] = useState('')
  const { data, error, refetch } = useQuery({ queryKey: ['hazards', 'rules'], queryFn: () => must(api.GET('/api/v1/hazards/rule-sets')) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  const set = data?.items.find((s) => s.id === picked) ?? data?.items[0]
  if (!data || !set) return <Skeleton active paragraph={{ rows: 12 }} />
  return (
    <>
      <PageHeader
        title={t('hazard.rulesTitle')}
        hint={t('hazard.rulesHint')}
        actions={
          <>
            <Select className="hazard-set" aria-label={t('hazard.ruleSetTitle')} value={set.id} onChange={setPicked} popupMatchSelectWidth={false}
              options={data.items.map((s) => ({ value: s.id, label: `${s.title} · ${t('hazard.version', { n: s.n })} · ${t('hazard.fromDay', { day: s.fromDay })}` }))} />
            {may && <Revise set={set} saved={() => void cache.invalidateQueries({ queryKey: ['hazards', 'rules'] })} />}
          </>
        }
      />
      <Panel title={set.title} extra={<span className="dim">{set.basis}</span>}>
        {set.note && <p className="hazard-bar">{set.note}</p>}
        <table className="hazard-rule">
          <thead>
            <tr>
              <th>{t('hazard.ruleCode')}</th>
              <th>{t('hazard.ruleChapter')}</th>
              <th>{t('hazard.ruleMode')}</th>
              <th>{t('hazard.ruleText')}</th>
              <th>{t('hazard.ruleItems')}</th>
              <th>{t('hazard.ruleMark')}</th>
            </tr>
          </thead>
          <tbody>
            {set.rules.map((r) => (
              <tr key={r.code}>
                <td className="num">{r.code}</td>
                <td>{tMaybe(`hazard.chapter.${r.chapter}`) ?? r.chapter}</td>
                <td>
                  <StatusTag hue={r.mode === 'member' ? 'yellow' : 'red'}>{t(`hazard.mode.${r.mode}`)}</StatusTag>
                </td>
                <td>
                  {r.text}
                  {r.mode === 'composite' && <div className="dim">{t('hazard.minOf', { n: r.min ?? 0, list: (r.of ?? []).join('、') })}</div>}
                </td>
                <td className="num">{(r.items ?? []).join(' ')}</td>
                <td>{r.mark === 'M' ? <StatusTag hue="orange">{t('hazard.mark.M')}</StatusTag> : t(`hazard.mark.${r.mark}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  )
}

type Values = { title: string; basis: string; from: Dayjs; note: string; rules: Rule[] }

/** A change of the rules is a new version; what was judged stays. */
function Revise({ set, saved }: { set: RuleSet; saved: () => void }) {
  return (
    <FormAct<Values> key={set.id} act={t('hazard.newVersion')} width={820} done={saved} initial={{ title: set.title, basis: set.basis, from: dayjs(), note: '', rules: set.rules }}
      submit={(v) =>
        must(api.POST('/api/v1/hazards/rule-sets', {
          body: {
            id: '', path: '', n: 0, by: '', createdAt: 0, title: v.title, basis: v.basis, note: v.note, fromDay: v.from.format('YYYY-MM-DD'),
            rules: v.rules.map((r) => ({ ...r, source: r.source || v.basis, items: r.items ?? [], of: r.of ?? [], min: r.min ?? 0 })),
          },
        }))
      }>
      <div className="hazard-cols">
        <Form.Item name="title" label={t('hazard.ruleSetTitle')} rules={required}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="from" label={t('hazard.fromDay', { day: '' })} rules={required}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="basis" label={t('hazard.ruleBasis')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="note" label={t('hazard.ruleNote')} rules={required}>
          <Input maxLength={500} />
        </Form.Item>
      </div>
      <Form.List name="rules">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className="hazard-ruleform">
                <div className="hazard-cols">
                  <Form.Item name={[f.name, 'code']} label={t('hazard.ruleCode')} rules={required}>
                    <Input maxLength={20} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'mode']} label={t('hazard.ruleMode')} rules={required}>
                    <Select options={options('mode', modes)} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'chapter']} label={t('hazard.ruleChapter')} rules={required}>
                    <Select options={options('chapter', chapters)} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'mark']} label={t('hazard.ruleMark')} rules={required}>
                    <Select options={options('mark', ['L', 'S', 'M', 'D'])} />
                  </Form.Item>
                </div>
                <Form.Item name={[f.name, 'text']} label={t('hazard.ruleText')} rules={required}>
                  <Input.TextArea autoSize maxLength={400} />
                </Form.Item>
                <div className="hazard-cols">
                  <Form.Item name={[f.name, 'items']} label={t('hazard.ruleItems')}>
                    <Select mode="tags" tokenSeparators={[' ', '，', ',']} />
                  </Form.Item>
                  <Form.Item noStyle shouldUpdate>
                    {({ getFieldValue }) =>
                      getFieldValue(['rules', f.name, 'mode']) === 'composite' && (
                        <>
                          <Form.Item name={[f.name, 'of']} label={t('hazard.setOf')}>
                            <Select mode="tags" tokenSeparators={[' ', ',']} />
                          </Form.Item>
                          <Form.Item name={[f.name, 'min']} label={t('hazard.setMin')}>
                            <InputNumber min={2} max={60} precision={0} />
                          </Form.Item>
                        </>
                      )
                    }
                  </Form.Item>
                </div>
                <Button size="small" danger onClick={() => remove(f.name)}>
                  {t('ui.remove')}
                </Button>
              </div>
            ))}
            <Button onClick={() => add({ mode: 'direct', chapter: 'fire', mark: 'S' })}>{t('hazard.addRule')}</Button>
          </>
        )}
      </Form.List>
    </FormAct>
  )
}
