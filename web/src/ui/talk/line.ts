// What a line of talk says, from the data of its event; the same on desk, phone and in the office.
import { t, tMaybe } from '../i18n/core'
import { duration, timeOfDay } from '../time'

export type Data = Record<string, unknown>

/** A line came in late when it was said this long before. */
const lateMs = 30_000

const text = (data: Data, key: string) => (typeof data[key] === 'string' ? data[key] : '')
const number = (data: Data, key: string) => (typeof data[key] === 'number' ? data[key] : 0)

/** The name of a kind of talk; undefined for events of another sort. */
export function talkName(kind: string): string | undefined {
  return tMaybe(`ui.talk.event.${kind}`)
}

/** The words of a line; `at` is when it came in. */
export function talkWords(kind: string, data: Data, at: number): string {
  const said = number(data, 'saidAt')
  return [
    main(kind, data),
    Array.isArray(data.seats) && t('ui.talk.seats', { seats: data.seats.join('、') }),
    kind === 'roll_full' && t('ui.talk.took', { time: duration(number(data, 'tookMs')) }),
    kind.startsWith('roll_') && text(data, 'note'),
    said > 0 && at - said > lateMs && t('ui.talk.saidAt', { time: timeOfDay(said) }),
  ]
    .filter(Boolean)
    .join(' · ')
}

function main(kind: string, data: Data): string {
  switch (kind) {
    case 'message':
      return text(data, 'text')
    case 'action_done':
    case 'action_undone':
      return [tMaybe(`ui.talk.action.${text(data, 'action')}`), tMaybe(`ui.talk.how.${text(data, 'how')}`), text(data, 'why')].filter(Boolean).join(' · ')
    case 'roll_report':
    case 'roll_full':
    case 'roll_reopened': {
      const params = { class: text(data, 'class'), present: number(data, 'present'), unaccounted: number(data, 'unaccounted') }
      return t(params.unaccounted > 0 ? 'ui.talk.counts' : 'ui.talk.countsAll', params)
    }
  }
  return ''
}

/** The address of a photograph or voice note; undefined where a line has none. */
export function fileOf(data: Data): string | undefined {
  const id = text(data, 'file')
  return id === '' ? undefined : `/api/v1/files/${encodeURIComponent(id)}`
}

export function secondsOf(data: Data): number {
  return number(data, 'seconds')
}
