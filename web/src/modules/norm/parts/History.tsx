import { t } from '../../../ui/i18n'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Timeline } from '../../../ui/Timeline'
import { MarkTag } from './MarkTag'
import { showScope, showValidity, showValue, type Param, type Version } from './value'

/** Everything that was ever ruled, scope by scope and the newest first; what was withdrawn stays readable. */
export function History({ param, versions, chosen }: { param: Param; versions: Version[]; chosen: string }) {
  return (
    <section>
      <h3 className="norm-head">{t('norm.history')}</h3>
      <Timeline
        items={versions.map((v) => ({
          key: v.id,
          at: 0,
          title: (
            <>
              <span className={v.state === 'withdrawn' ? 'norm-gone' : v.id === chosen ? 'norm-chosen' : undefined}>{showValue(param, v.value)}</span>{' '}
              {showScope(v)} <MarkTag mark={v.mark} /> {v.state === 'withdrawn' && <StatusTag>{t('norm.withdrawn')}</StatusTag>}
            </>
          ),
          note: (
            <>
              {showValidity(v)} · {[v.basis, v.clause].filter(Boolean).join(' ')}
              <br />
              {v.createdBy ? t('norm.enteredBy', { name: v.createdBy, at: dateTime(v.createdAt) }) : t('norm.builtIn')}
              {v.state === 'withdrawn' && ` · ${t('norm.replacedBy', { name: v.endedBy, at: dateTime(v.endedAt) })}`}
            </>
          ),
        }))}
      />
    </section>
  )
}
