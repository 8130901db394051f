import { CameraOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { t } from '../../../ui/i18n'
import { asks, amount, type Fact, type Item, type Note } from './words'

interface Props {
  item: Item
  /** The condition in Chinese, as the server prints it. */
  applies?: string
  /** What the system says of it at the school that was chosen. */
  note?: Note
  acts?: ReactNode
}

/** One item as an inspector meets it: number, words, how grave, who answers for it, and what the norm asks. */
export function ItemRow({ item, applies, note, acts }: Props) {
  const off = note && !note.applies
  return (
    <li className={off ? 'ckl-item ckl-off' : 'ckl-item'}>
      <span className="ckl-code num">{item.code}</span>
      <div className="ckl-body">
        <span className="ckl-text">{item.text}</span>
        <span className="ckl-tags">
          {item.stop ? (
            <span className="tag tag-dot tag-critical">{t('checklist.stopTag')}</span>
          ) : (
            item.level === 'major' && <span className="tag tag-dot tag-major">{t('checklist.majorTag')}</span>
          )}
          {item.agencies.map((a) => (
            <span key={a} className="tag tag-blue">
              {t(`checklist.agency.${a as 'police'}`)}
            </span>
          ))}
          {item.photo && (
            <span className="tag tag-grey">
              <CameraOutlined aria-hidden /> {t('checklist.photoTag')}
            </span>
          )}
          {item.veto && !item.stop && <span className="tag tag-red">{t('checklist.vetoTag')}</span>}
          {item.points !== undefined && <span className="tag tag-grey">{t('checklist.pointsTag', { n: item.points })}</span>}
          {!note && item.applies && <span className="ckl-when">{t('checklist.onlyFor', { what: applies || item.applies })}</span>}
        </span>
        {off && <span className="ckl-why">{note.why}</span>}
        {note?.fact && <FactLine fact={note.fact} />}
      </div>
      {acts ?? (off ? <span className="tag tag-grey ckl-na">{t('checklist.result.na')}</span> : <Results />)}
    </li>
  )
}

/** The four answers, as they will stand on the form. */
function Results() {
  return (
    <span className="ckl-results" aria-hidden>
      {(['ok', 'fault', 'partly', 'na'] as const).map((r) => (
        <span key={r}>{t(`checklist.result.${r}`)}</span>
      ))}
    </span>
  )
}

function FactLine({ fact }: { fact: Fact }) {
  return (
    <span className={fact.short > 0 ? 'ckl-fact ckl-short' : 'ckl-fact'}>
      <b>{fact.name}</b> {asks(fact)}
      {fact.held != null && <> · {t('checklist.held', { n: amount(fact.held, fact.unit) })}</>}
      {fact.short > 0 && <> · {t('checklist.short', { n: amount(fact.short, fact.unit) })}</>}
      <span className="dim">
        {' '}
        {t('checklist.basis', { basis: `${fact.basis}${fact.clause}` })}
        {fact.mark === 'M' && t('checklist.unsure')}
      </span>
    </span>
  )
}
