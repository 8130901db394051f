import { t } from '../../../ui/i18n/core'
import { add } from './press'
import { lastOf, type Subject } from './subject'
import { kinds } from './types'

/** One touch says what it is; the last touch counts. */
export function KindChips({ subject }: { subject: Subject }) {
  const { chain, alarmId, card, item } = subject
  const told = lastOf(subject, 'refine', 'kind')
  const chosen = told?.body.kind ?? (card?.kind || item?.body.kind)
  return (
    <div class="kinds">
      <h2>
        {t('alarm.kindTitle')} <small>{told?.state === 'queued' ? t('alarm.notYet') : t('alarm.whatHint')}</small>
      </h2>
      <div class="chips">
        {kinds.map((kind) => (
          <button key={kind} aria-pressed={chosen === kind} onClick={() => chosen !== kind && add(chain, alarmId, 'refine', { kind })}>
            {t(`alarm.kind.${kind}`)}
          </button>
        ))}
      </div>
    </div>
  )
}
