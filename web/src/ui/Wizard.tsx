import { Button } from 'antd'
import type { ReactNode } from 'react'
import { t } from './i18n'
import './page.css'

export interface WizardStep {
  key: string
  title: string
  body: ReactNode
}

interface Props {
  steps: WizardStep[]
  current: number
  /** Missing: this step cannot be left backwards (it has had its effect). */
  onBack?: (() => void) | undefined
  /** Missing: this step moves on by itself, e.g. when the upload is done. */
  onNext?: (() => void) | undefined
  nextText?: string
  nextDisabled?: boolean
  busy?: boolean
}

/** One thing after the other: where one is, one body, back and on. The owner keeps the state. */
export function Wizard({ steps, current, onBack, onNext, nextText, nextDisabled = false, busy = false }: Props) {
  return (
    <section className="panel">
      <nav className="wizard-steps" aria-label={t('ui.step', { n: current + 1, of: steps.length })}>
        <ol>
          {steps.map((step, i) => (
            <li key={step.key} className={i < current ? 'wizard-done' : undefined} aria-current={i === current ? 'step' : undefined}>
              <span className="wizard-no num" aria-hidden="true">
                {i < current ? '✓' : i + 1}
              </span>
              {step.title}
            </li>
          ))}
        </ol>
      </nav>
      <div className="wizard-body">{steps[current]?.body}</div>
      {(onBack || onNext) && (
        <div className="wizard-foot">
          {onBack && (
            <Button onClick={onBack} disabled={busy}>
              {t('ui.prev')}
            </Button>
          )}
          {onNext && (
            <Button type="primary" onClick={onNext} loading={busy} disabled={nextDisabled}>
              {nextText ?? t('ui.next')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
