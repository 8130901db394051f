import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { timeOfDay } from '../../../ui/time'
import { blockWord, blocks, kindWord, speakers, speakerWord, whyWord, type Block, type ClassToday, type Today } from './routine'

interface Values {
  theme: string
  own: string
  block: Block
  speaker: (typeof speakers)[number]
  present: number
  points: string
}

/** What is due today in one's school, class by class. */
export function TodayPanel() {
  const cache = useQueryClient()
  const [entering, setEntering] = useState<ClassToday>()
  const { data, error, refetch } = useQuery({ queryKey: ['routine', 'today'], queryFn: () => must(api.GET('/api/v1/routine/today')) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <Panel title={data.kind ? t('routine.due', { day: data.day, kind: kindWord(data.kind) }) : t('routine.rest', { day: data.day, why: whyWord(data.why) })}>
      {data.next && <p className="dim">{t('routine.next', { day: data.next, kind: kindWord(data.nextKind) })}</p>}
      {data.classes.length === 0 ? (
        <EmptyState title={t('routine.noClasses')} hint={t('routine.noClassesHint')} />
      ) : (
        <table className="routine-table">
          <tbody>
            {[...data.classes].sort((a, b) => Number(b.mine) - Number(a.mine)).map((c) => (
              <tr key={c.id}>
                <td>
                  {c.name} {c.mine && <StatusTag hue="blue">{t('routine.mine')}</StatusTag>}
                  <small>{t('routine.pupils', { n: c.pupils })}</small>
                </td>
                <td>
                  {c.theme}
                  {c.record && <small className="num">{t('routine.entered', { name: c.byName, time: timeOfDay(c.at).slice(0, 5) })}</small>}
                </td>
                <td className="r">
                  {c.record ? (
                    <StatusTag hue="green">{t('routine.onTime')}</StatusTag>
                  ) : (
                    data.kind > 0 && (
                      <Button type={c.mine ? 'primary' : 'default'} onClick={() => setEntering(c)} aria-label={`${t('routine.enter')} ${c.name}`}>
                        {t('routine.enter')}
                      </Button>
                    )
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entering && (
        <EnterForm today={data} of={entering} onClose={() => setEntering(undefined)} onSaved={() => (setEntering(undefined), void cache.invalidateQueries({ queryKey: ['routine'] }))} />
      )}
    </Panel>
  )
}

const required = () => [{ required: true, message: tField({ code: 'required' }) }]

function EnterForm({ today, of, onClose, onSaved }: { today: Today; of: ClassToday; onClose: () => void; onSaved: () => void }) {
  const themes = today.themes[of.stage] ?? []
  const first = themes[0]
  return (
    <FormDrawer<Values>
      open
      width={460}
      title={`${of.name} · ${kindWord(today.kind)}`}
      initial={{ theme: first?.title ?? '', block: (first?.block ?? 'other') as Block, points: first?.points ?? '', speaker: 'head_teacher', present: of.pupils }}
      submitText={t('routine.enter')}
      submit={(v) =>
        must(api.POST('/api/v1/routine/records', {
          body: { classId: of.id, day: today.day, kind: today.kind as 1 | 5 | 30, theme: v.theme, block: v.block, speaker: v.speaker, present: v.present, points: v.points ?? '' },
        }))
      }
      onClose={onClose}
      onSaved={onSaved}
    >
      <Suggested themes={themes} />
      <Form.Item name="theme" label={t('routine.theme')} rules={required()} extra={t('routine.themeHint')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="block" label={t('routine.block')} rules={required()}>
        <Select options={blocks.map((value) => ({ value, label: blockWord(value) }))} />
      </Form.Item>
      <Form.Item name="speaker" label={t('routine.speaker')} rules={required()}>
        <Select options={speakers.map((value) => ({ value, label: speakerWord(value) }))} />
      </Form.Item>
      <Form.Item name="present" label={t('routine.present')} rules={required()}>
        <InputNumber min={1} max={999} />
      </Form.Item>
      <Form.Item name="points" label={t('routine.points')}>
        <Input.TextArea rows={3} maxLength={300} />
      </Form.Item>
    </FormDrawer>
  )
}

function Suggested({ themes }: { themes: { key: string; title: string; block: string; points: string }[] }) {
  const form = Form.useFormInstance<Values>()
  return (
    <div className="routine-bar">
      {themes.map((x) => (
        <Button key={x.key} size="small" onClick={() => form.setFieldsValue({ theme: x.title, block: x.block as Block, points: x.points })}>
          {x.title}
        </Button>
      ))}
    </div>
  )
}
