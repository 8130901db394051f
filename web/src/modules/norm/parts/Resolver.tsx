import { useQuery } from '@tanstack/react-query'
import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { problemOf } from '../../../api/problem'
import { AreaTree } from '../../../ui/AreaTree'
import { t, tError } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useSession } from '../../../ui/session'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { lastOf, showScope, showValue, type Param } from './value'

type Verdict = components['schemas']['NormConsidered']['verdict']
const hues: Record<Verdict, Hue> = { holds: 'green', yields: 'grey', overruled: 'red', depends: 'orange' }

/** Asks what holds at a school or in an area on a day, and says why. */
export function Resolver({ param }: { param: Param }) {
  const held = useSession().me.permissions['norm.view'] ?? []
  const [by, setBy] = useState<'school' | 'area'>('school')
  // Who answers for one school asks about it.
  const [school, setSchool] = useState(() => held.map(lastOf).find((last) => last.startsWith('sch_')) ?? '')
  const [area, setArea] = useState('')
  const [day, setDay] = useState(() => date(serverNow()))
  const place = by === 'school' ? { school } : { area }
  const asked = (by === 'school' ? school : area) !== ''
  const { data, error } = useQuery({
    queryKey: ['norm', 'holds', param.key, place, day],
    queryFn: () => must(api.GET('/api/v1/norms/{key}/holds', { params: { path: { key: param.key }, query: { ...place, day } } })),
    enabled: asked,
    retry: false,
  })
  return (
    <section className="norm-ask" aria-label={t('norm.ask.title')}>
      <h3 className="norm-head">{t('norm.ask.title')}</h3>
      <p className="dim">{t('norm.ask.hint')}</p>
      <div className="norm-ask-where">
        <Segmented
          value={by}
          onChange={setBy}
          options={[
            { value: 'school', label: t('norm.school') },
            { value: 'area', label: t('norm.area') },
          ]}
        />
        {by === 'school' ? <SchoolPicker value={school} onChange={setSchool} /> : <AreaTree by="code" value={area} onChange={setArea} width={220} />}
        <DatePicker aria-label={t('norm.ask.day')} value={dayjs(day)} allowClear={false} onChange={(d) => d && setDay(d.format('YYYY-MM-DD'))} />
      </div>
      {!asked ? <p className="dim">{t('norm.ask.nobody')}</p> : error ? <Refused error={error} /> : data && <Answer param={param} answer={data} />}
    </section>
  )
}

function Refused({ error }: { error: unknown }) {
  const problem = problemOf(error)
  return (
    <p role="status">
      {tError(problem)} {problem.code === 'norm.none_holds' && <span className="dim">{t('norm.ask.noneHint')}</span>}
    </p>
  )
}

function Answer({ param, answer }: { param: Param; answer: components['schemas']['NormAnswer'] }) {
  const { resolved } = answer
  return (
    <div role="status">
      <p className="norm-answer">
        {resolved.required >= 0 ? t('norm.ask.required', { n: resolved.required }) : showValue(param, resolved.value)}
      </p>
      <p className="dim">{t('norm.ask.why')}</p>
      <ol className="norm-why">
        {resolved.considered.map((c) => (
          <li key={c.id}>
            <span>
              {c.level !== 'nation' && `${t(`norm.level.${c.level}`)} `}
              {showScope(c)}：{showValue(param, c.value)}（{t(`norm.strict.${c.strictness}`)}，{c.basis}）
            </span>{' '}
            <StatusTag hue={hues[c.verdict]}>{t(`norm.ask.verdict.${c.verdict}`)}</StatusTag>
          </li>
        ))}
      </ol>
    </div>
  )
}
