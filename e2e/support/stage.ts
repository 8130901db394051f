// Where a journey plays: one server with its own city and one Chromium per spec
// file, fresh profiles per test. How to write one: README.md beside this file.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { startApp, type App } from './app'
import { newVisit, picture, startBrowser, type Visit } from './browser'
import { password, root } from './city'
import { inspect, type Watch } from './guards'

/** Somebody in front of a device. */
export interface Actor {
  context: BrowserContext
  page: Page
  /** Expects console errors and outside requests that the journey provokes itself. */
  allow(pattern: RegExp): void
}

export interface Stage {
  app: App
  browser: Browser
  /** A device with an empty profile. */
  visit(visit?: Visit): Promise<Actor>
  /** The same, logged in: `login` is one of the seeded accounts, e.g. menwei, zhihui, jiaoyuju. */
  as(login: string, visit?: Visit): Promise<Actor>
}

/** Call it once at the top of a spec file. `args` are further flags of `huxue serve`; over 'nothing' there is no city and nobody. */
export function stage(args: string[] = [], over: 'city' | 'nothing' = 'city'): Stage {
  let app: App | undefined
  let browser: Browser | undefined
  let actors: { context: BrowserContext; watch: Watch }[] = []

  beforeAll(async () => {
    ;[app, browser] = await Promise.all([startApp(args, over), startBrowser()])
  })

  afterEach(async ({ task }) => {
    const faults: string[] = []
    const failed = task.result?.state === 'fail'
    for (const [i, { context, watch }] of actors.entries()) {
      for (const [j, page] of context.pages().entries()) {
        if (failed) await evidence(page, `${task.name}-${i}${j}`)
        else if (page.url().startsWith('http')) await inspect(page).catch((error: Error) => faults.push(error.message))
      }
      faults.push(...watch.faults())
    }
    await Promise.all(actors.map(({ context }) => context.close()))
    actors = []
    if (failed && app) console.error(`the server's last words:\n${app.log().slice(-3000)}`)
    if (faults.length > 0) throw new Error(`${task.name}:\n${faults.join('\n')}`)
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const here: Stage = {
    get app() {
      return app ?? early()
    },
    get browser() {
      return browser ?? early()
    },
    async visit(visit) {
      const { context, watch } = await newVisit(here.browser, here.app.url, visit)
      actors.push({ context, watch })
      return { context, page: await context.newPage(), allow: (pattern) => watch.allow(pattern) }
    },
    async as(login, visit) {
      const actor = await here.visit(visit)
      await logIn(actor.context, login)
      return actor
    },
  }
  return here
}

function early(): never {
  throw new Error('the stage opens with the first test: use it inside test() or a hook')
}

/** Logs the device in without its log-in page, which has journeys of its own. */
export async function logIn(context: BrowserContext, login: string): Promise<void> {
  const answer = await context.request.post('/api/v1/auth/login', { data: { login, password } })
  const body = (await answer.json()) as { step?: string; code?: string }
  if (body.step !== 'done') throw new Error(`log-in of ${login}: ${answer.status()} ${body.code ?? body.step}`)
}

async function evidence(page: Page, name: string): Promise<void> {
  const file = join(root, 'e2e/.shots', `failed-${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`)
  await picture(page, file).then(
    () => console.error(`${page.url()} looked like ${file}`),
    () => undefined,
  )
}
