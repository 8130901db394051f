import { Skeleton } from 'antd'
import { t, tMaybe } from '../../../ui/i18n'
import { usePathParam } from '../../../ui/nav'
import { PrintPage } from '../../../ui/PrintPage'
import { ErrorState } from '../../../ui/States'
import { duration, timeOfDay } from '../../../ui/time'
import { useDrill } from '../parts/live'
import { Overruled } from '../parts/Overruled'
import { scenarioWord, took, when, type Drill } from '../parts/words'
import '../parts/drill.css'

/** The record form on paper, with all columns that schools' forms have. */
export default function DrillPrint() {
  const { data: d, error, refetch } = useDrill(usePathParam('id'))
  if (error && !d) return <ErrorState error={error} retry={() => void refetch()} />
  if (!d) return <Skeleton active paragraph={{ rows: 10 }} />
  return (
    <>
      <Overruled drill={d} />
      <PrintPage title={t('drill.print')} number={d.no}>
        <p className="drill-stripe">{t('drill.stripedLong')}</p>
        <table className="drill-sheet">
          <tbody>
            {rows(d).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td colSpan={3} className="drill-script">{value || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {d.evaluation && (
          <table className="drill-sheet">
            <caption>{t('drill.table')}</caption>
            <tbody>
              {d.evaluation.items.map((m, i) => (
                <tr key={m.key}>
                  <th scope="row">{`${i + 1}. ${tMaybe(`drill.items.${m.key}`) ?? m.key}`}</th>
                  <td>{tMaybe(`drill.score.${m.score}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <table className="drill-sheet drill-signs">
          <tbody>
            <tr>
              <th scope="row">{t('drill.author')}</th>
              <td>{d.author?.name}</td>
              <th scope="row">{t('drill.approver')}</th>
              <td>{d.approver?.name}</td>
            </tr>
            <tr>
              <th scope="row">{t('drill.commander')}</th>
              <td>{t('drill.signature')}：</td>
              <th scope="row">{t('drill.signSchool')}</th>
              <td />
            </tr>
          </tbody>
        </table>
      </PrintPage>
    </>
  )
}

function rows(d: Drill): [string, string][] {
  const e = d.evaluation
  const bad = d.safety?.items.filter((c) => !c.ok).length ?? 0
  const classes = d.roll.map((c) => `${c.name}（${c.saidAt > 0 ? `${c.present}/` : ''}${c.pupils}${c.arrivedAt > 0 ? `，${duration(c.arrivedAt - d.signalAt)}` : ''}）`).join('、')
  return [
    [t('drill.planTitle'), d.title],
    [t('drill.school'), d.schoolName],
    [t('drill.place'), d.place],
    [t('drill.departments'), d.departments],
    [t('drill.commander'), d.commander],
    [t('drill.date'), when(d)],
    [t('drill.formName'), `${t(`drill.form.${d.form}`)}、${t(`drill.scope.${d.scope}`)} · ${scenarioWord(d.scenario)}`],
    [t('drill.classes'), classes],
    [t('drill.supplies'), d.supplies],
    [t('drill.script'), d.script],
    [t('drill.check'), d.safety ? (bad > 0 ? t('drill.checkBad', { n: bad }) : t('drill.checkGood')) : ''],
    [
      t('drill.process'),
      [
        d.signalAt > 0 && `${t('drill.signal')} ${timeOfDay(d.signalAt)}`, d.evacMs > 0 && `${t('drill.evac')} ${took(d.evacMs)}`,
        d.fullMs > 0 && `${t('drill.full')} ${took(d.fullMs)}`, d.form === 'actual' && t('drill.ofPupils', { n: d.present, of: d.pupils }),
        d.state === 'interrupted' && t('drill.state.interrupted'), d.stopNote, e?.process,
      ].filter(Boolean).join('；'),
    ],
    [`${t('drill.fit')}/${t('drill.sufficient')}`, e ? `${t(`drill.three.${e.fit}`)} / ${t(`drill.three.${e.sufficient}`)}` : ''],
    [t('drill.review'), e ? e.review.map((m) => `${tMaybe(`drill.aspects.${m.key}`)}：${tMaybe(`drill.reviewScore.${m.score}`)}`).join('；') : ''],
    [t('drill.problems'), d.problems.map((p) => `${p.n}. ${p.text}`).join('\n')],
    [t('drill.improvement'), [e?.improvement, ...d.problems.map((p) => p.measure)].filter(Boolean).join('；')],
    [t('drill.attachment'), d.photos.length > 0 ? t('drill.attachmentN', { n: d.photos.length }) : ''],
    [t('drill.evaluator'), d.evaluator ? d.evaluator.name : ''],
  ]
}
