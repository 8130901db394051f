import type { ReactNode } from 'react'
import { problemOf } from '../api/problem'
import { t, tError } from './i18n'
import { timeOfDay } from './time'
import './pieces.css'

function Mark({ children }: { children: ReactNode }) {
  return (
    <svg width="40" height="40" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      {children}
    </svg>
  )
}

/** Nothing there: says what is missing and offers the one action. */
export function EmptyState({ title, hint, action }: { title?: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <Mark>
        <path d="M4 13 7 5h10l3 8v6H4zM4 13h5l1 2h4l1-2h5" />
      </Mark>
      <div className="state-title">{title ?? t('ui.emptyTitle')}</div>
      {hint && <div className="dim">{hint}</div>}
      {action}
    </div>
  )
}

/** It failed: what, the request id for the administrator, and one way on. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = problemOf(error)
  return (
    <div className="state" role="alert">
      <Mark>
        <path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.5" />
      </Mark>
      <div className="state-title">{t('ui.errorTitle')}</div>
      <div>{tError(problem)}</div>
      {problem.requestId && <div className="dim num">{t('ui.requestId', { id: problem.requestId })}</div>}
      {retry && (
        <button type="button" className="plain-button" onClick={retry}>
          {t('ui.retry')}
        </button>
      )}
    </div>
  )
}

/** What is shown is old: says how old. */
export function StaleBar({ at, retry }: { at: number; retry?: () => void }) {
  return (
    <div className="stale" role="status">
      <span>{t('ui.staleAt', { time: timeOfDay(at) })}</span>
      {retry && (
        <button type="button" className="plain-button" onClick={retry}>
          {t('ui.staleRetry')}
        </button>
      )}
    </div>
  )
}
