import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tMaybe } from '../../../ui/i18n/core'
import { dateTime } from '../../../ui/time'
import { ask } from '../../ask'
import { useOutbox, type Item } from '../../outbox'
import { sessionEnded, useSession } from '../../session/session'
import { Page } from '../../shell/Page'
import { href } from '../../shell/route'
import { cardOf, presses } from './mine'
import { truthOfCard, type Tone, type Word } from './truth'
import type { Card } from './types'

interface Entry {
  id: string
  at: number
  word: Word
  tone: Tone
  kind: string
  where: string
  mode: Card['mode']
}

/** The presses of this phone, sent or not, and what the server shows this person besides. */
export function ListPage() {
  const items = useOutbox()
  const [others, setOthers] = useState<Card[]>([])
  const mayView = (useSession().me?.permissions['alarm.view'] ?? []).length > 0

  useEffect(() => {
    let here = true
    const take = (said: { items: Card[] | null }) => here && setOthers((was) => [...was, ...(said.items ?? [])])
    // The presses of this phone are shown without the server.
    const fail = (e: unknown) => problemOf(e).status === 401 && sessionEnded()
    ask<{ items: Card[] | null }>((signal) => api.GET('/api/v1/alarms/mine', { signal })).then(take, fail)
    // A colleague's alarm is one's own business too, as long as it goes on.
    if (mayView) ask<{ items: Card[] | null }>((signal) => api.GET('/api/v1/alarms', { signal, params: { query: { open: true, limit: 20 } } })).then(take, fail)
    return () => {
      here = false
    }
  }, [mayView])

  const entries = merge(presses(items), others)
  return (
    <Page title={t('alarm.listTitle')}>
      {entries.length === 0 && (
        <div class="empty">
          <b>{t('alarm.listEmpty')}</b>
          <p>{t('alarm.listHint')}</p>
        </div>
      )}
      <div class="rows">
        {entries.map((e) => (
          <a class="row" key={e.id} href={href('alarm', e.id)}>
            <span class="grow">
              <small class="num">{dateTime(e.at)}</small>
              <b class={`tone ${e.tone}`}>{t(`alarm.truth.${e.word}`)}</b>
              <em>
                {e.mode !== 'real' && <span class="striped">{t(`alarm.mode.${e.mode}`)}</span>}
                {[tMaybe(`alarm.kind.${e.kind}`), e.where].filter(Boolean).join(' · ')}
              </em>
            </span>
            <span class="arrow" aria-hidden="true" />
          </a>
        ))}
      </div>
    </Page>
  )
}

/** One entry an alarm, though it may have been pressed twice here and be known to the server as well. */
function merge(own: Item[], others: Card[]): Entry[] {
  const known = new Set<string>()
  const first = (id: string) => !known.has(id) && known.add(id)
  const entries = [
    ...own.filter((i) => first(cardOf(i)?.id ?? i.id)).map(entryOfItem),
    ...others.filter((c) => first(c.id)).map((c) => entryOfCard(c.id, c)),
  ]
  return entries.sort((a, b) => b.at - a.at)
}

function entryOfItem(item: Item): Entry {
  const card = cardOf(item)
  if (card) return entryOfCard(item.id, card)
  const word = item.state === 'refused' ? 'refused' : item.why === 'login' ? 'login' : item.tries > 0 ? 'cut' : 'sending'
  return {
    id: item.id,
    at: item.at,
    word,
    tone: word === 'sending' ? 'sending' : 'bad',
    kind: String(item.body.kind ?? ''),
    where: String(item.body.place ?? ''),
    mode: item.body.mode === 'drill' ? 'drill' : 'real',
  }
}

function entryOfCard(id: string, card: Card): Entry {
  const { word, tone } = truthOfCard(card)
  const where = [card.school?.name, card.place].filter(Boolean).join(' ')
  return { id, at: card.t0 || card.t1, word, tone, kind: card.kind, where, mode: card.mode }
}
