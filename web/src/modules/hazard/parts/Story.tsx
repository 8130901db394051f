import { t, tMaybe } from '../../../ui/i18n'
import { Timeline } from '../../../ui/Timeline'
import { date } from '../../../ui/time'
import { agencyWord, lineWord, type Hazard } from './words'

interface Data {
  note?: string
  text?: string
  why?: string
  level?: string
  clauses?: string[] | null
  ok?: boolean
  to?: string
  due?: number
  owner?: string
  step?: string
  number?: string
  no?: string
  /** Of a paper: its kind and what became of it. */
  title?: string
  state?: string
}

/** All that happened, the last on top. */
export function Story({ hazard: h }: { hazard: Hazard }) {
  return (
    <Timeline
      items={[...h.timeline].reverse().map((l) => {
        const d = (l.data ?? {}) as Data
        const name = l.kind.startsWith('list_') ? (tMaybe(`hazard.listAct.${l.kind.slice(5)}`) ?? l.kind) : lineWord(l.kind)
        const said = [
          d.level && tMaybe(`hazard.level.${d.level}`), d.clauses?.join('、'), typeof d.ok === 'boolean' && t(d.ok ? 'hazard.decided.yes' : 'hazard.decided.no'), d.to && agencyWord(d.to),
          d.owner, d.due && date(d.due), d.step && tMaybe(`hazard.step.${d.step}`), d.title && `《${d.title}》${d.number ?? ''}`, d.state && tMaybe(`paper.states.${d.state}`), d.no, d.note, d.text, d.why,
        ].filter(Boolean)
        return { key: l.id, at: l.at, title: [name, l.by].filter(Boolean).join(' · '), ...(said.length > 0 && { note: said.join(' · ') }) }
      })}
    />
  )
}
