import { useState } from 'preact/hooks'
import { t } from '../../../ui/i18n/core'
import { Page } from '../../shell/Page'
import { back } from '../../shell/route'
import { chooseWhere, useContextOfPhone, whereNow } from './context'
import { add, choose, useChoice } from './press'
import { useSubject } from './subject'
import { kinds, type School } from './types'

/** Where this phone stands, chosen before any press and remembered. */
export function WherePage() {
  const context = useContextOfPhone()
  const now = whereNow(context)
  const schools = context?.schools ?? []
  const [school, setSchool] = useState<School | undefined>(now.school)

  function take(placeId: string) {
    if (school) chooseWhere(school.id, placeId)
    back()
  }

  return (
    <Page title={t('alarm.whereTitle')} backTo={[]}>
      {schools.length === 0 && <p class="notice">{t('alarm.noSchool')}</p>}
      {schools.length > 1 && (
        <label class="select">
          {t('alarm.schoolTitle')}
          <select value={school?.id ?? ''} onChange={(e) => setSchool(schools.find((s) => s.id === e.currentTarget.value))}>
            {schools.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {school && <Places school={school} chosen={now.school?.id === school.id ? now.place?.id : undefined} take={take} />}
    </Page>
  )
}

function Places({ school, chosen, take }: { school: School; chosen: string | undefined; take: (placeId: string, name: string) => void }) {
  return (
    <div class="rows" role="group" aria-label={school.name}>
      <button class="row big" aria-pressed={!chosen} onClick={() => take('', '')}>
        <span class="grow">{t('alarm.whereNone')}</span>
      </button>
      {school.places.map((p) => (
        <button class="row big" key={p.id} aria-pressed={chosen === p.id} onClick={() => take(p.id, p.name)}>
          <span class="grow">{p.name}</span>
        </button>
      ))}
    </div>
  )
}

/** The place of an alarm that was already pressed: told to the desk. */
export function RefineWherePage({ id }: { id: string }) {
  const context = useContextOfPhone()
  const subject = useSubject(id)
  const schoolId = subject.card?.school?.id ?? subject.item?.body.schoolId
  const school = context?.schools.find((s) => s.id === schoolId) ?? whereNow(context).school
  return (
    <Page title={t('alarm.whereTitle')} backTo={['alarm', id]}>
      {school ? (
        <div class="rows" role="group" aria-label={school.name}>
          {school.places.map((p) => (
            <button
              class="row big"
              key={p.id}
              onClick={() => {
                add(id, subject.alarmId, 'refine', { placeId: p.id, place: p.name })
                back('alarm', id)
              }}
            >
              <span class="grow">{p.name}</span>
            </button>
          ))}
        </div>
      ) : (
        <p class="notice">{t('alarm.noSchool')}</p>
      )}
    </Page>
  )
}

/** What it is, chosen before the press by a guard who wants to. */
export function KindPage() {
  const { kind } = useChoice()
  return (
    <Page title={t('alarm.kindTitle')} backTo={[]}>
      <div class="rows">
        {(['', ...kinds] as const).map((k) => (
          <button
            class="row big"
            key={k}
            aria-pressed={kind === k}
            onClick={() => {
              choose({ kind: k })
              back()
            }}
          >
            <span class="grow">{k === '' ? t('alarm.kindNone') : t(`alarm.kind.${k}`)}</span>
          </button>
        ))}
      </div>
    </Page>
  )
}
