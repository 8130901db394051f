import type { ComponentChildren } from 'preact'
import { t } from '../../ui/i18n/core'
import { turn } from '../use'

/** The head of a page below the list: the way back, and where one is. */
export function Head({ title, back, children }: { title: string; back: string[]; children?: ComponentChildren }) {
  return (
    <div class="head">
      <button type="button" class="back" aria-label={t('inspect.back')} onClick={() => turn(...back)}>
        <span aria-hidden="true">‹</span>
      </button>
      <h1>{title}</h1>
      {children}
    </div>
  )
}
