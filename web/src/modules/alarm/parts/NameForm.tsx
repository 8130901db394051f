import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { posts } from './PlanForm'
import { postName } from './PlanOf'

type Post = Exclude<(typeof posts)[number], 'shared'>

interface Values {
  people: string[]
  days: number[]
  since: string
  until: string
}

interface Props {
  open: boolean
  path: string
  schoolId: string
  onSaved: () => void
  onClose: () => void
}

const bits = [1, 2, 4, 8, 16, 32, 64] as const

/** Minutes of the day as people write them; midnight at the end is 24:00. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

export function minuteOf(clock: string): number {
  const [h, m] = clock.split(':')
  return Number(h) * 60 + Number(m)
}

/** Who fills a post at a school, all with the same duty time. */
export function NameForm({ path, schoolId, ...drawer }: Props) {
  const [post, setPost] = useState<Post>('duty_leader')
  const named = useQuery({ queryKey: ['alarm-plans', 'posts', path], enabled: drawer.open, queryFn: () => must(api.GET('/api/v1/alarms/posts', { params: { query: { path } } })) })
  const people = useQuery({
    queryKey: ['auth', 'people', 'of', schoolId],
    enabled: drawer.open,
    queryFn: () => must(api.GET('/api/v1/people', { params: { query: { schoolId, status: 'active', limit: 100 } } })),
  })
  const initial = useMemo<Values>(() => {
    const there = (named.data?.items ?? []).filter((n) => n.post === post)
    const first = there[0]
    return {
      people: there.map((n) => n.personId),
      days: bits.filter((b) => ((first?.days ?? 127) & b) !== 0),
      since: clockOf(first?.since ?? 0),
      until: clockOf(first?.until ?? 1440),
    }
  }, [named.data, post])

  function submit(v: Values) {
    const duty = { days: v.days.reduce((sum, b) => sum + b, 0), since: minuteOf(v.since), until: minuteOf(v.until) }
    return must(api.PUT('/api/v1/alarms/posts', { body: { path, post, people: v.people.map((personId) => ({ personId, post, ...duty })) } }))
  }

  const time = { pattern: /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, required: true }
  return (
    <FormDrawer<Values> key={post + String(named.dataUpdatedAt)} {...drawer} title={t('alarm.plans.name')} initial={initial} submit={submit}>
      <Form.Item label={t('alarm.plans.postLabel')} htmlFor="plan-post">
        <Select<Post> id="plan-post" value={post} onChange={setPost} options={posts.filter((p): p is Post => p !== 'shared').map((value) => ({ value, label: postName(value) }))} />
      </Form.Item>
      <Form.Item name="people" label={t('alarm.plans.who')} extra={t('alarm.plans.nobodyNamed')}>
        <Select mode="multiple" optionFilterProp="label" options={(people.data?.items ?? []).map((p) => ({ value: p.id, label: `${p.name} ${p.unit}` }))} />
      </Form.Item>
      <Form.Item name="days" label={t('alarm.plans.days')} rules={[{ required: true }]}>
        <Checkbox.Group options={bits.map((value) => ({ value, label: t(`alarm.plans.day.d${value}`) }))} />
      </Form.Item>
      <Form.Item name="since" label={t('alarm.plans.since')} rules={[time]}>
        <Input style={{ width: 100 }} inputMode="numeric" />
      </Form.Item>
      <Form.Item name="until" label={t('alarm.plans.until')} rules={[time]}>
        <Input style={{ width: 100 }} inputMode="numeric" />
      </Form.Item>
    </FormDrawer>
  )
}
