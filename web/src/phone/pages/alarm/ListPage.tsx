import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tMaybe } from '../../../ui/i18n/core'
import { dateTime } from '../../../ui/time'
import { ask } from '../../ask'
import { setServerTime } from '../../clock'
import { useOutbox, type Item } from '../../outbox'
import { sessionEnded } from '../../session/session'
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

  useEffect(() => {
    let here = true
    ask<{ items: Card[] | null; serverTime?: number }>((signal) => api.GET('/api/v1/alarms', { signal, params: { query: { limit: 20 } } }))
      .then((said) => {
        setServerTime(said.serverTime)
        if (here) setOthers(said.items ?? [])
      })
      // The presses of this phone are shown without the server.
      .catch((e: unknown) => problemOf(e).status === 401 && sessionEnded())
    return () => {
      here = false
    }
  }, [])

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

function merge(own: Item[], others: Card[]): Entry[] {
  const known = new Set(own.map((i) => cardOf(i)?.id))
  const entries = [...own.map(entryOfItem), ...others.filter((c) => !known.has(c.id)).map((c) => entryOfCard(c.id, c))]
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
    mode: 'real',
  }
}

function entryOfCard(id: string, card: Card): Entry {
  const { word, tone } = truthOfCard(card)
  const where = [card.school?.name, card.place].filter(Boolean).join(' ')
  return { id, at: card.t0 || card.t1, word, tone, kind: card.kind, where, mode: card.mode }
}
