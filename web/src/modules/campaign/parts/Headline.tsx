import { t } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { dateTime } from '../../../ui/time'
import { division, n, pct, type Card, type FrozenNumbers, type Numbers } from './words'

/** The figure that everybody asks for: of how many, how doubtful, of when. */
export function Headline({ data, still, card }: { data: Numbers; still?: FrozenNumbers; card: Card }) {
  const { row } = data
  const facts = [
    ['enrolled', row.enrolled], ['excluded', row.excluded], ['open', row.due - row.done - row.late], ['collective', row.collective], ['late', row.late],
  ] as const
  return (
    <Panel>
      <div className="cam-head">
        <span className="cam-headline" data-figure="headline">
          {division(row)} <span className="cam-doubt">{t('campaign.doubt', { share: pct(row.questionedRate) })}</span>
        </span>
        <span className="dim num">
          {still ? t('campaign.frozenAt', { time: dateTime(still.frozenAt), name: still.frozenBy }) : t('ui.asOf', { time: dateTime(data.at) })}
        </span>
      </div>
      <div className="cam-bar" aria-hidden="true"><span style={{ width: `${row.rate / 100}%` }} /></div>
      <ul className="cam-facts">
        {facts.map(([key, value]) => <li key={key}>{t(`campaign.fact.${key}`)} <b>{n(value)}</b></li>)}
      </ul>
      {still?.corrected && (
        <p className="cam-corrected num">
          {t('campaign.correctedTo', { n: still.corrections.filter((c) => c.state === 'approved').length, figure: division(still.corrected) })} {t('campaign.doubt', { share: pct(still.corrected.questionedRate) })}
        </p>
      )}
      {card.state === 'running' && <p className="dim cam-note">{t('campaign.definitionIs', { text: card.definition })}</p>}
    </Panel>
  )
}
