import type { ReactNode } from 'react'
import './page.css'

interface Props {
  title: ReactNode
  /** Beside the title: a state tag, the school it is about. */
  tag?: ReactNode
  hint?: ReactNode
  /** Where one came from, e.g. the list. */
  back?: { href: string; label: string }
  actions?: ReactNode
}

/** Top of every page: one heading, what it is about, and its actions on the right. */
export function PageHeader({ title, tag, hint, back, actions }: Props) {
  return (
    <header className="page-head">
      <div className="page-head-text">
        {back && (
          <a className="page-back" href={back.href}>
            ‹ {back.label}
          </a>
        )}
        <h1>
          {title} {tag}
        </h1>
        {hint && <p className="dim">{hint}</p>}
      </div>
      {actions && <div className="page-acts">{actions}</div>}
    </header>
  )
}

/** A white panel with an optional heading. */
export function Panel({ title, extra, children }: { title?: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      {(title || extra) && (
        <div className="panel-head">
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  )
}

/** An object's page: facts on the left, what happened on the right. */
export function TwoSides({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className="two-sides">
      <div>{left}</div>
      <div>{right}</div>
    </div>
  )
}
