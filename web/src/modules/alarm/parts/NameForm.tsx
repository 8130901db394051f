import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Select, Space } from 'antd'
import { useMemo } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import { postName } from './words'
import './plans.css'

type Post = 'duty_leader' | 'unit' | 'principal' | 'safety_officer' | 'guards'

interface Duty {
  personId?: string
  days: number[]
  since: string
  until: string
}

const bits = [1, 2, 4, 8, 16, 32, 64] as const
const always: Duty = { days: [...bits], since: '00:00', until: '24:00' }

/** Minutes of the day as people write them; midnight at the end is 24:00. */
function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

function minuteOf(clock: string): number {
  const [h, m] = clock.split(':')
  return Number(h) * 60 + Number(m)
}

/** As a function: a group of boxes cannot be marked as required. */
const anyDay = (_rule: unknown, days?: number[]) => (days?.length ? Promise.resolve() : Promise.reject(new Error(t('alarm.plans.daysNeeded'))))

/** Who fills a post at a school, each with his own duty time. */
export function NameForm({ path, schoolId, post, onClose }: { path: string; schoolId: string; post: Post; onClose: () => void }) {
  const cache = useQueryClient()
  const named = useQuery({ queryKey: ['alarm-plans', 'posts', path], queryFn: () => must(api.GET('/api/v1/alarms/posts', { params: { query: { path } } })) })
  const people = useQuery({
    queryKey: ['auth', 'people', 'of', schoolId],
    queryFn: () => must(api.GET('/api/v1/people', { params: { query: { schoolId, status: 'active', limit: 100 } } })),
  })
  const initial = useMemo(() => {
    const there = (named.data?.items ?? []).filter((n) => n.post === post)
    const duties = there.map((n) => ({ personId: n.personId, days: bits.filter((b) => (n.days & b) !== 0), since: clockOf(n.since), until: clockOf(n.until) }))
    return { people: duties }
  }, [named.data, post])

  const submit = (v: { people?: Duty[] }) =>
    must(
      api.PUT('/api/v1/alarms/posts', {
        body: {
          path,
          post,
          people: (v.people ?? []).map((d) => ({ personId: d.personId ?? '', post, days: d.days.reduce((sum, b) => sum + b, 0), since: minuteOf(d.since), until: minuteOf(d.until) })),
        },
      }),
    )

  if (named.error) return <ErrorState error={named.error} retry={() => void named.refetch()} />
  // A form that opened before it knew who is named would forget them.
  if (!named.data) return null
  const clock = (pattern: RegExp) => [{ required: true, pattern, message: t('alarm.plans.clock') }]
  const options = (people.data?.items ?? []).map((p) => ({ value: p.id, label: `${p.name} ${p.unit}` }))
  return (
    <FormDrawer<{ people: Duty[] }>
      open
      title={`${t('alarm.plans.name')} · ${postName(post)}`}
      initial={initial}
      submit={submit}
      onClose={onClose}
      onSaved={() => {
        onClose()
        void cache.invalidateQueries({ queryKey: ['alarm-plans'] })
      }}
    >
      <p className="dim">{t(post === 'duty_leader' || post === 'unit' ? 'alarm.plans.nobodyHole' : 'alarm.plans.nobodyNamed')}</p>
      <Form.List name="people">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f, i) => (
              <fieldset key={f.key} className="plan-part" data-edit={i + 1}>
                <legend>{t('alarm.plans.personNo', { n: i + 1 })}</legend>
                <Button className="plan-remove" type="text" aria-label={t('alarm.plans.removePerson')} icon={<MinusCircleOutlined />} onClick={() => remove(f.name)} />
                <Form.Item name={[f.name, 'personId']} label={t('alarm.plans.who')} rules={[{ required: true, message: t('alarm.plans.whoNeeded') }]}>
                  <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
                </Form.Item>
                <Form.Item name={[f.name, 'days']} label={t('alarm.plans.days')} rules={[{ validator: anyDay }]}>
                  <Checkbox.Group options={bits.map((value) => ({ value, label: t(`alarm.plans.day.d${value}`) }))} />
                </Form.Item>
                <Space align="start">
                  <Form.Item name={[f.name, 'since']} label={t('alarm.plans.since')} rules={clock(/^([01]\d|2[0-3]):[0-5]\d$/)}>
                    <Input style={{ width: 100 }} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'until']} label={t('alarm.plans.until')} rules={clock(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)}>
                    <Input style={{ width: 100 }} />
                  </Form.Item>
                </Space>
              </fieldset>
            ))}
            <Form.Item>
              <Button icon={<PlusOutlined />} onClick={() => add(always)}>
                {t('alarm.plans.addPerson')}
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
    </FormDrawer>
  )
}
