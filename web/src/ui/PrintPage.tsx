import { Button } from 'antd'
import type { ReactNode } from 'react'
import { t } from './i18n'
import { serverNow } from './now'
import { dateTime } from './time'
import './print.css'

/** A sheet of paper on the screen: what is seen is what is printed, without menu and buttons. */
export function PrintPage({ title, number, children }: { title: string; number?: string; children: ReactNode }) {
  return (
    <div className="print">
      <div className="print-bar">
        <Button type="primary" onClick={() => window.print()}>
          {t('ui.print')}
        </Button>
      </div>
      <article className="sheet">
        <h1>{title}</h1>
        {number && <p className="sheet-no">{number}</p>}
        {children}
        <footer className="num">{t('ui.printedAt', { time: dateTime(serverNow()) })}</footer>
      </article>
    </div>
  )
}
