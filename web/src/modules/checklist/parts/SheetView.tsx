import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ErrorState } from '../../../ui/States'
import { t } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { ItemRow } from './ItemRow'
import type { Card, Section } from './words'

/** A version as it will be filled; for a school that is chosen, with what the system knows beforehand. */
export function SheetView({ card, applies }: { card: Card; applies: Record<string, string> }) {
  const [school, setSchool] = useState('')
  const { data, error, refetch } = useQuery({
    queryKey: ['checklists', card.id, 'prepared', card.edition.version, school],
    queryFn: () => must(api.GET('/api/v1/checklists/{id}/prepared', { params: { path: { id: card.id }, query: { school, version: card.edition.version } } })),
    enabled: school !== '',
  })
  const notes = school ? data?.notes : undefined
  return (
    <>
      <Panel>
        <div className="ckl-try">
          <span>{t('checklist.tryAt')}</span>
          <span className="ckl-school">
            <SchoolPicker value={school} onChange={setSchool} label={t('checklist.tryAt')} />
          </span>
          <span className="dim">
            {notes && data ? t('checklist.applying', { n: data.applying, all: card.items }) : t('checklist.tryHint')}
          </span>
        </div>
      </Panel>
      {error && school ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <div className="ckl-sheet">
          <Contents sections={card.edition.sheet.sections} />
          <div>
            {card.edition.sheet.sections.map((s) => (
              <section key={s.code} id={`ckl-${s.code}`} className="panel ckl-section">
                <SectionHead section={s} />
                <ol>
                  {s.items.map((i) => (
                    <ItemRow key={i.code} item={i} {...(applies[i.applies] && { applies: applies[i.applies] })} {...(notes?.[i.code] && { note: notes[i.code] })} />
                  ))}
                </ol>
              </section>
            ))}
          </div>
        </div>
      )}
    </>
  )
}

export function SectionHead({ section, acts }: { section: Section; acts?: React.ReactNode }) {
  return (
    <div className="panel-head">
      <h2>
        <span className="num ckl-code">{section.code}</span> {section.title}
      </h2>
      <span className="dim">
        {t('checklist.itemsOf', { n: section.items.length })}
        {section.full !== undefined && ` · ${t('checklist.fullOf', { n: section.full })}`}
        {section.floor !== undefined && section.floor > 0 && ` · ${t('checklist.floorOf', { n: section.floor })}`}
      </span>
      {acts}
    </div>
  )
}

/** The chapters on the left, to go to. */
export function Contents({ sections }: { sections: Section[] }) {
  return (
    <nav className="ckl-contents" aria-label={t('checklist.contents')}>
      {sections.map((s) => (
        <button key={s.code} type="button" onClick={() => document.getElementById(`ckl-${s.code}`)?.scrollIntoView({ block: 'start' })}>
          <span className="num">{s.code}</span> {s.title} <span className="dim num">{s.items.length}</span>
        </button>
      ))}
    </nav>
  )
}
