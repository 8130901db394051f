import { t } from '../../../ui/i18n/core'
import { useSession } from '../../session/session'
import { Page } from '../../shell/Page'
import { go } from '../../shell/route'
import { useContextOfPhone, whereNow } from './context'
import { HoldButton } from './HoldButton'
import { raise } from './press'

/** Whether this person may start a drill. */
export function useMayDrill(): boolean {
  return (useSession().me?.permissions['alarm.drill'] ?? []).length > 0
}

/** A drill is started on a page of its own, striped from edge to edge: nobody takes it for the real thing. */
export function DrillPage() {
  const where = whereNow(useContextOfPhone())
  return (
    <Page title={t('alarm.drillTitle')} backTo={[]}>
      <p class="striped wide">{t('alarm.mode.drill')}</p>
      <p class="notice">{t('alarm.drillBody', { school: where.school?.name ?? '' })}</p>
      <HoldButton quiet look="drill" word={t('alarm.drillPress')} fire={() => go('alarm', raise(where, 'drill'))} />
    </Page>
  )
}
