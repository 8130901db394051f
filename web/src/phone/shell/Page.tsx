import type { ComponentChildren } from 'preact'
import { t } from '../../ui/i18n/core'
import { back } from './route'

interface Props {
  title: string
  /** Where "back" leads when the page was opened directly; no back button without it or `onBack`. */
  backTo?: string[]
  onBack?: () => void
  children: ComponentChildren
}

/** A page below the alarm page: a title, a way back, one task. */
export function Page({ title, backTo, onBack, children }: Props) {
  const leave = onBack ?? (backTo && (() => back(...backTo)))
  return (
    <section class="page">
      <div class="title">
        {leave && (
          <button class="back" onClick={leave} aria-label={t('phone.back')}>
            <span class="arrow left" aria-hidden="true" />
          </button>
        )}
        <h1>{title}</h1>
      </div>
      {children}
    </section>
  )
}
