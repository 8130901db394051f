import { t, tMaybe } from '../../ui/i18n'
import { talkName, talkWords } from '../../ui/talk/line'
import { Media } from '../../ui/talk/Media'
import { Timeline } from '../../ui/Timeline'
import type { Entry } from '../model/card'
import { stepWords } from './Charge'

/** What happened so far, newest first: the last line is what the officer looks for. */
export function Story({ entries }: { entries: readonly Entry[] }) {
  const items = [...entries].reverse().map((entry) => ({
    key: entry.id,
    at: entry.at,
    title: (
      <>
        {tMaybe(`desk.event.${entry.kind}`) ?? talkName(entry.kind) ?? t('desk.event.other')} <span className="dim">{[entry.byName, entry.byUnit].filter(Boolean).join(' · ')}</span>
      </>
    ),
    note: talkName(entry.kind) && entry.data ? <Talk entry={entry} data={entry.data} /> : words(entry),
  }))
  return <Timeline items={items} clock />
}

function Talk({ entry, data }: { entry: Entry; data: NonNullable<Entry['data']> }) {
  return (
    <>
      {talkWords(entry.kind, data, entry.at)}
      <Media kind={entry.kind} data={data} name={entry.byName} />
    </>
  )
}

function words({ kind, data }: Entry): string {
  if (!data) return ''
  const text = (key: string) => (typeof data[key] === 'string' ? (data[key] as string) : '')
  if (kind === 'step_called' || kind === 'step_skipped') return stepWords(data)
  if (kind === 'notice_failed') return [text('name'), tMaybe(`desk.way.${text('channel')}`) ?? text('channel')].filter(Boolean).join(' · ')
  const parts = [
    kind === 'raised' || kind === 'refined' ? (tMaybe(`desk.kind.${text('kind') || '-'}`) ?? '') : '',
    text('place'),
    text('unit'),
    text('phone'),
    tMaybe(`desk.reason.${text('reason') || '-'}`) ?? '',
    text('text'),
    text('note'),
    typeof data.repeats === 'number' ? t('desk.detail.repeats', { n: data.repeats }) : '',
  ]
  return parts.filter(Boolean).join(' · ')
}
