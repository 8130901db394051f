import { Fragment, type ReactNode } from 'react'
import { percent } from '../../../ui/Figure'
import { t, tMaybe } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { dateTime } from '../../../ui/time'
import { agencies, shown, targetOf, times, type Behind, type Latency, type Row, type Stats } from './figures'
import { How, Met } from './StatsHeads'

/** A table that scrolls in a box of its own, counties above, the sum below. */
function Counties({ label, data, head, cells }: { label: string; data: Stats; head: ReactNode; cells: (row: Row) => ReactNode }) {
  return (
    <div className="stats-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="stats-table num">
        <thead>{head}</thead>
        <tbody>
          {data.counties.map((row) => (
            <tr key={row.path}>
              <th scope="row">{row.name || t('alarm.proof.noCounty')}</th>
              {cells(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('alarm.proof.all')}</th>
            {cells(data.all)}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

export function CountyTable({ data, behind }: { data: Stats; behind: Behind }) {
  const cells = (row: Row) => (
    <>
      <td><a href={behind(row.path)}>{row.alarms}</a></td>
      <td><a href={behind(row.path, { level: 'help' })}>{row.help}</a></td>
      <td><a href={behind(row.path, { tab: 'open' })}>{row.open}</a></td>
      <td><a href={behind(row.path, { outcome: 'false_alarm' })}>{row.false}</a></td>
      <td>{share(row.reached, row.called)}</td>
      {times.map((name) => (
        <Time key={name} of={row[name]} seconds={targetOf(data, name)} />
      ))}
    </>
  )
  const head = (
    <>
      <tr>
        <th scope="col" rowSpan={2}>{t('alarm.proof.county')}</th>
        {(['alarms', 'help', 'open', 'falseAlarms', 'reach'] as const).map((k) => <th scope="col" rowSpan={2} key={k}>{t(`alarm.proof.${k}`)}</th>)}
        {times.map((name) => <th scope="colgroup" colSpan={2} key={name}>{t(`alarm.proof.${name}`)}</th>)}
      </tr>
      <tr>
        {times.flatMap((name) => (['median', 'p95'] as const).map((k) => <th scope="col" key={name + k}>{t(`alarm.proof.${k}`)}</th>))}
      </tr>
    </>
  )
  return (
    <Panel title={t('alarm.proof.byCounty')} extra={<span className="dim num">{t('alarm.proof.counted', { time: dateTime(data.at) })}</span>}>
      <Counties label={t('alarm.proof.byCounty')} data={data} head={head} cells={cells} />
      <How>{t('alarm.proof.hows.scope')} {t('alarm.proof.hows.spread')} {t('alarm.proof.hows.reach')}</How>
    </Panel>
  )
}

function Time({ of, seconds }: { of: Latency; seconds: number }) {
  if (of.n === 0) return <><td>—</td><td>—</td></>
  const met = of.p95Ms <= seconds * 1000
  return (
    <>
      <td>{shown(of.medianMs)}</td>
      <td>{shown(of.p95Ms)} {seconds > 0 && <Met ok={met} />}</td>
    </>
  )
}

const share = (n: number, of: number) => (
  <>
    {percent(n, of)} <span className="dim stats-of">{n}/{of}</span>
  </>
)

/** Which agency has said that it knew, and after how long. */
export function AckTable({ data }: { data: Stats }) {
  const head = (
    <>
      <tr>
        <th scope="col" rowSpan={2}>{t('alarm.proof.county')}</th>
        <th scope="col" rowSpan={2}>{t('alarm.proof.alarms')}</th>
        {agencies.map((g) => <th scope="colgroup" colSpan={2} key={g}>{t(`alarm.proof.agency.${g}`)}</th>)}
      </tr>
      <tr>
        {agencies.flatMap((g) => [
          <th scope="col" key={`${g} share`}>{t('alarm.proof.ackShare')}</th>,
          <th scope="col" key={`${g} median`}>{t('alarm.proof.ackMedian')}</th>,
        ])}
      </tr>
    </>
  )
  const cells = (row: Row) => (
    <>
      <td>{row.alarms}</td>
      {agencies.map((g) => {
        const of = row.acks[g]
        return (
          <Fragment key={g}>
            <td>{share(of.n, row.alarms)}</td>
            <td>{of.n === 0 ? '—' : shown(of.medianMs)}</td>
          </Fragment>
        )
      })}
    </>
  )
  return (
    <Panel title={t('alarm.proof.acks')}>
      <Counties label={t('alarm.proof.acks')} data={data} head={head} cells={cells} />
      <How>{t('alarm.proof.hows.acks')} {t('alarm.proof.hows.scope')}</How>
    </Panel>
  )
}

export function Reasons({ data, behind }: { data: Stats; behind: Behind }) {
  if (data.reasons.length === 0) return null
  return (
    <Panel title={t('alarm.proof.reasonsTitle')}>
      <ul className="stats-bars">
        {data.reasons.map((r) => (
          <li key={r.reason}>
            <span>{tMaybe(`alarm.reason.${r.reason}`) ?? r.reason}</span>
            <span className="stats-bar" aria-hidden="true">
              <span style={{ width: `${(100 * r.count) / data.all.false}%` }} />
            </span>
            <a className="num" href={behind('', { outcome: 'false_alarm', falseReason: r.reason })}>
              {r.count}/{data.all.false} · {percent(r.count, data.all.false)}
            </a>
          </li>
        ))}
      </ul>
      <How>{t('alarm.proof.hows.reasons')}</How>
    </Panel>
  )
}
