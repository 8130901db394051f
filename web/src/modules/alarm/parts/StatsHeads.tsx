import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { percent } from '../../../ui/Figure'
import { t } from '../../../ui/i18n'
import { agencies, shown, targetOf, type Stats, type times } from './figures'

/** A folded sentence that says how a figure came about. */
export function How({ children }: { children: ReactNode }) {
  return (
    <details className="stats-how dim">
      <summary>{t('alarm.proof.how')}</summary>
      {children}
    </details>
  )
}

function Head({ name, value, children, how }: { name: string; value: ReactNode; children?: ReactNode; how: string }) {
  return (
    <section className="panel stats-head">
      <h2>{name}</h2>
      <div className="figure-value">{value}</div>
      <div className="num">{children}</div>
      <How>{how}</How>
    </section>
  )
}

export const Met = ({ ok }: { ok: boolean }) => <strong className={ok ? 'stats-met' : 'stats-unmet'}>{t(ok ? 'alarm.proof.met' : 'alarm.proof.unmet')}</strong>

/** A time of the whole area, and what the register asks. */
export function TimeHead({ name, data }: { name: (typeof times)[number]; data: Stats }) {
  const of = data.all[name]
  const seconds = targetOf(data, name)
  const how = `${t(`alarm.proof.hows.${name}`)} ${t('alarm.proof.hows.spread')}`
  if (of.n === 0) return <Head name={t(`alarm.proof.${name}`)} value={t('alarm.proof.noData')} how={how} />
  const part = (ms: number, word: string) => (
    <span className="stats-pair">
      {shown(ms)} <span className="figure-unit dim">{word}</span>
    </span>
  )
  return (
    <Head name={t(`alarm.proof.${name}`)} value={<>{part(of.medianMs, t('alarm.proof.median'))} {part(of.p95Ms, t('alarm.proof.p95'))}</>} how={how}>
      {seconds > 0 && (
        <p>
          {t('alarm.proof.target', { n: seconds })} · <Met ok={of.p95Ms <= seconds * 1000} /> · {t('alarm.proof.within', { n: of.within, all: of.n, percent: percent(of.within, of.n) })}
        </p>
      )}
      <p className="dim">{t('alarm.proof.known', { n: of.n, all: data.all.alarms })}</p>
    </Head>
  )
}

export function ReachHead({ data }: { data: Stats }) {
  const { reached, called } = data.all
  return (
    <Head name={t('alarm.proof.reach')} value={percent(reached, called)} how={t('alarm.proof.hows.reach')}>
      <p className="dim">{t('ui.figureOf', { numerator: reached, denominator: called })}</p>
    </Head>
  )
}

/** What share of the alarms each agency has acknowledged. */
export function AckHead({ data }: { data: Stats }) {
  return (
    <Head
      name={t('alarm.proof.acks')}
      value={
        <span className="stats-three">
          {agencies.map((g) => (
            <span className="stats-pair" key={g}>
              {percent(data.all.acks[g].n, data.all.alarms)} <span className="figure-unit dim">{t(`alarm.proof.agency.${g}`)}</span>
            </span>
          ))}
        </span>
      }
      how={t('alarm.proof.hows.acks')}
    >
      <p className="dim">{agencies.map((g) => `${data.all.acks[g].n}/${data.all.alarms}`).join(' · ')}</p>
    </Head>
  )
}

/** 联测完成率 of the month in which the period ends; leads to its tests. */
export function JointHead({ month, path }: { month: string; path: string }) {
  const { data } = useQuery({
    queryKey: ['joint-tests', 'rates', month, path],
    queryFn: () => must(api.GET('/api/v1/joint-tests/rates', { params: { query: { month, ...(path && { path }) } } })),
  })
  if (!data) return null
  const link = `/joint-tests?${new URLSearchParams({ month, ...(path && { path }) }).toString()}`
  return (
    <Head name={t('alarm.proof.joint', { month })} value={<a href={link}>{percent(data.sum.tested, data.sum.due)}</a>} how={t('alarm.proof.hows.joint')}>
      <p className="dim">{t('ui.figureOf', { numerator: data.sum.tested, denominator: data.sum.due })}</p>
    </Head>
  )
}
