import { Alert, Button } from 'antd'
import { t } from '../../../ui/i18n'
import { PrintPage } from '../../../ui/PrintPage'
import { date } from '../../../ui/time'
import type { Slips } from './words'
import './pupil.css'

/** One slip per pupil, with lines to cut along. The start codes are shown this once. */
export function SlipSheet({ slips, back }: { slips: Slips; back: () => void }) {
  return (
    <>
      <div className="print-bar pupil-slips-bar">
        <Button onClick={back}>‹ {t('pupil.slipsBack')}</Button>
        <Alert type="warning" showIcon title={t('pupil.slipsOnce')} />
      </div>
      <PrintPage title={t('pupil.slipsTitle', { school: slips.schoolName, class: slips.className })}>
        <p className="pupil-slips-note">{t('pupil.slipsNote', { until: date(slips.until) })}</p>
        <ul className="pupil-slips">
          {slips.items.map((s) => (
            <li key={s.pupilId}>
              {s.qr && <img src={s.qr} alt={t('pupil.slipQR', { name: s.name })} />}
              <div>
                <strong>{s.name}</strong>
                <span>{slips.className} · {t('pupil.slipSeat', { seat: s.seat })}</span>
                <span>{t('pupil.code')} <b>{slips.code}</b></span>
                <span>{t('pupil.start')} <b>{s.start.slice(0, 4)} {s.start.slice(4)}</b></span>
                <small>{t('pupil.slipHow')}</small>
              </div>
            </li>
          ))}
        </ul>
      </PrintPage>
    </>
  )
}
