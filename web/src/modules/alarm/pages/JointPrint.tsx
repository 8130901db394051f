import { Skeleton } from 'antd'
import { t } from '../../../ui/i18n'
import { usePathParam } from '../../../ui/nav'
import { PrintPage } from '../../../ui/PrintPage'
import { ErrorState } from '../../../ui/States'
import { timeOfDay } from '../../../ui/time'
import { checkWord, faultWords } from '../parts/joint'
import { signed, useRecord } from '../parts/TestRecord'
import { span } from '../parts/words'
import '../parts/joint.css'

/** The record on paper, in the columns that the forms of the police and the bureaus have. */
export default function JointPrint() {
  const { data, error, refetch } = useRecord(usePathParam('id'))
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const { test, acceptS, arriveS, arriveNeeded, faults } = data
  const bad = test.state === 'running' ? faults : test.faults
  const took = (to: number) => (to ? `${timeOfDay(to)}（${span(test.t0, to)}）` : '—')
  const verdict = bad.length > 0 ? `${t('alarm.joint.states.failed')}：${faultWords(bad)}` : t('alarm.joint.states.passed')
  const rows: [string, string][] = [
    [t('alarm.joint.day'), test.day],
    [t('alarm.joint.button'), `${test.schoolName} ${test.button}`],
    [t('alarm.joint.parties'), [test.schoolName, test.station || t('alarm.joint.noStation')].join('、')],
    [t('alarm.joint.pressedAt'), timeOfDay(test.t0) || '—'],
    [t('alarm.joint.acceptedAt'), took(test.t2)],
    [t('alarm.joint.located'), checkWord(test.located) || '—'],
    [t('alarm.joint.video'), checkWord(test.video) || '—'],
    [t('alarm.joint.talk'), checkWord(test.talk) || '—'],
    [t('alarm.joint.arrivedAt'), took(test.t5)],
    [t('alarm.joint.problem'), test.problem || '—'],
    [t('alarm.joint.fix'), test.fix || '—'],
    [t('alarm.joint.result'), test.unannounced ? `${verdict}（${t('alarm.joint.unannounced')}）` : verdict],
    [t('alarm.joint.signSchool'), signed(test.schoolSign)],
    [t('alarm.joint.signPolice'), signed(test.policeSign)],
  ]
  return (
    <PrintPage title={t('alarm.joint.record')} number={test.alarmNo}>
      <table className="joint-sheet">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">
        {t('alarm.joint.measured')} {t('alarm.joint.ruleNames.accept')} {t('alarm.joint.seconds', { n: acceptS })}
        {arriveNeeded && `；${t('alarm.joint.ruleNames.police')} ${t('alarm.joint.seconds', { n: arriveS })}`}
      </p>
    </PrintPage>
  )
}
