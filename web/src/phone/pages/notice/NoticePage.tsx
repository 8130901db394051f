import { useEffect, useState } from 'preact/hooks'
import { api } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { t, tError } from '../../../ui/i18n/core'
import { dateTime } from '../../../ui/time'
import { ask } from '../../ask'
import { useSession } from '../../session/session'
import { href } from '../../shell/route'
import { Page } from '../../shell/Page'
import { useCurrent, type Notice } from './current'
import './notice.css'

/** One notice to read, and the others in force below it. */
export function NoticePage({ id }: { id: string | undefined }) {
  const list = useCurrent()
  const n = list.find((x) => x.id === id) ?? (id === undefined ? list[0] : undefined)
  const others = list.filter((x) => x !== n)
  return (
    <Page title={t('notice.title')} backTo={[]}>
      {n ? <One key={n.id} of={n} /> : <div class="empty"><b>{t('notice.gone')}</b></div>}
      {others.length > 0 && (
        <div class="rows">
          {others.map((x) => (
            <a class="row" key={x.id} href={href('notice', x.id)}>
              <span class="grow">
                <b>{x.title}</b>
                <small>{x.level === '' ? t('notice.prompt') : t(`notice.levels.${x.level}`)}</small>
              </span>
              <span class="arrow" aria-hidden="true" />
            </a>
          ))}
        </div>
      )}
    </Page>
  )
}

function One({ of: n }: { of: Notice }) {
  const parts = [['', n.impact], [t('notice.school'), n.forSchool], [t('notice.class'), n.forClass], [t('notice.parent'), n.forParent], [t('notice.pupil'), n.forPupil]] as const
  return (
    <article class="notice-one">
      <p><b class={`notice-level ${n.level}`}>{n.level === '' ? t('notice.prompt') : t(`notice.levels.${n.level}`)}</b></p>
      <h2>{n.title}</h2>
      <p class="dim">{n.authority ? t('notice.from', { authority: n.authority, publisher: n.publisher }) : n.publisher} · {t('notice.until', { time: dateTime(n.endsAt).slice(0, 16) })}</p>
      {n.suspend !== 'none' && <p class="notice-advice">{t(`notice.suspends.${n.suspend}`)}</p>}
      <Receipt of={n} />
      {parts.map(([name, text], i) => text && (
        <section key={i}>
          {name && <h3>{name}</h3>}
          {text.split('\n').map((line, k) => <p key={k}>{line}</p>)}
        </section>
      ))}
      {n.contact && <a class="button plain" href={`tel:${n.contact}`}>{t('notice.call', { phone: n.contact })}</a>}
    </article>
  )
}

type Mine = components['schemas']['NoticeReceipt']

/** For who confirms for the school: one touch. */
function Receipt({ of: n }: { of: Notice }) {
  const may = (useSession().me?.permissions['notice.confirm'] ?? []).length > 0
  const [mine, setMine] = useState<Mine>()
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  useEffect(() => {
    if (!may) return
    let here = true
    ask<{ mine?: Mine }>((signal) => api.GET('/api/v1/safety-notices/{id}', { signal, params: { path: { id: n.id } } })).then((v) => here && setMine(v.mine), () => undefined)
    return () => {
      here = false
    }
  }, [may, n.id])
  if (!mine) return null
  if (mine.state !== 'open') {
    return mine.confirmedAt > 0 ? <p class="notice-done" role="status">{t('notice.confirmed', { name: mine.confirmedName, time: dateTime(mine.confirmedAt).slice(0, 16) })}</p> : null
  }
  const confirm = async () => {
    setBusy(true)
    setWrong('')
    try {
      setMine(await ask<Mine>((signal) => api.POST('/api/v1/safety-notices/{id}/confirm', { signal, params: { path: { id: n.id } }, body: { schoolId: mine.schoolId } })))
    } catch (e) {
      const p = problemOf(e)
      setWrong(tError({ code: p.code, params: p.params }))
    }
    setBusy(false)
  }
  return (
    <div class="notice-ask">
      <p>{mine.dueAt < Date.now() ? t('notice.late') : t('notice.due', { time: dateTime(mine.dueAt).slice(0, 16) })}</p>
      <button class="button" disabled={busy} onClick={() => void confirm()}>{busy ? t('notice.confirming') : t('notice.confirm')}</button>
      {wrong && <p role="alert" class="notice-wrong">{wrong}</p>}
    </div>
  )
}
