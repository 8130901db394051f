import { useEffect, useState } from 'preact/hooks'
import { api } from '../../api/client'
import { problemOf } from '../../api/problem'
import { t } from '../../ui/i18n/core'
import { ask } from '../ask'
import { go, href } from '../shell/route'
import { Page } from '../shell/Page'
import { PasswordForm } from './PasswordForm'
import { PinPad } from './PinPad'
import { PairForm } from './PairForm'
import { loggedIn } from './session'

interface Person {
  id: string
  name: string
  role?: string
}

async function done(): Promise<void> {
  await loggedIn()
  go()
}

/** `#/login` lists the people of a paired phone; `#/login/password` and `#/login/pair` are the other ways in. */
export function LoginPage({ way }: { way: string | undefined }) {
  if (way === 'password') return <PasswordForm done={done} />
  if (way === 'pair') return <PairForm />
  return <People />
}

function People() {
  const [people, setPeople] = useState<Person[]>()
  const [chosen, setChosen] = useState<Person>()
  const [offline, setOffline] = useState(false)

  useEffect(() => {
    let here = true
    ask<{ items: Person[] | null }>((signal) => api.GET('/api/v1/auth/device/people', { signal }))
      .then((said) => here && setPeople(said.items ?? []))
      .catch((e: unknown) => {
        if (!here) return
        // Not paired: this is somebody's own phone.
        if (problemOf(e).status >= 400 && problemOf(e).status < 500) location.replace(href('login', 'password'))
        else setOffline(true)
      })
    return () => {
      here = false
    }
  }, [])

  if (chosen) {
    return (
      <PinPad
        title={t('phone.login.titlePin', { name: chosen.name })}
        back={() => setChosen(undefined)}
        send={(pin) => ask((signal) => api.POST('/api/v1/auth/device/pin', { signal, body: { personId: chosen.id, pin } })).then(done)}
      />
    )
  }
  return (
    <Page title={t('phone.login.titlePeople')} backTo={[]}>
      {offline && <p class="notice bad">{t('phone.login.needNetwork')}</p>}
      {people?.length === 0 && <p class="notice">{t('phone.login.noPeople')}</p>}
      {!people && !offline && <div class="skeleton tall" aria-label={t('ui.loading')} />}
      <div class="rows">
        {people?.map((p) => (
          <button class="row big" key={p.id} onClick={() => setChosen(p)}>
            <span class="avatar" aria-hidden="true">
              {p.name.slice(0, 1)}
            </span>
            <span class="grow">{p.name}</span>
            <span class="arrow" aria-hidden="true" />
          </button>
        ))}
      </div>
      <a class="button plain" href={href('login', 'password')}>
        {t('phone.login.otherWay')}
      </a>
    </Page>
  )
}
