// The phone of a gatehouse on a bad day: no network, no log-in, a wrong clock.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'
import { password } from './support/city'

const s = stage()
const refusals = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|Failed to load resource/

const button = (guard: Actor) => guard.page.getByRole('button', { name: /按住/ })
const truth = (guard: Actor, words: string | RegExp) => guard.page.getByRole('heading', { name: words }).waitFor()

async function open(guard: Actor): Promise<void> {
  await guard.page.goto('/phone')
  await button(guard).waitFor()
}

async function press(guard: Actor): Promise<void> {
  await button(guard).hover()
  await guard.page.mouse.down()
  await guard.page.getByRole('heading', { name: /发送中|平台已收到|网络不通|登录已过期/ }).waitFor()
  await guard.page.mouse.up()
}

/** The open alarms, as the police desk has them. */
async function atTheDesk(): Promise<{ t0: number; t1: number; kind: string; silent: boolean; clockOffMs: number; presser: { name: string } }[]> {
  const desk = await s.as('zhihui')
  const answer = await desk.context.request.get('/api/v1/alarms?open=true')
  return ((await answer.json()) as { items: Awaited<ReturnType<typeof atTheDesk>> }).items
}

test('the page opens without a server, and a press survives a reload and arrives once', async () => {
  const before = (await atTheDesk()).length
  const guard = await s.as('menwei', { size: 'phone' })
  guard.allow(refusals)
  await open(guard)
  // The shell is kept once the service worker has everything the page names, and answers
  // for it once it is active.
  await expect.poll(() => guard.page.evaluate(async () => navigator.serviceWorker.controller !== null && (await caches.match('/phone')) !== undefined), { timeout: 30_000 }).toBe(true)
  await s.app.kill()
  await guard.page.reload()
  await press(guard)
  await truth(guard, /网络不通/)
  await guard.page.getByRole('button', { name: '人员受伤' }).click()
  await guard.page.reload()
  await truth(guard, /网络不通/)
  await guard.page.getByText('待发送').first().waitFor()
  await s.app.start()
  await truth(guard, '平台已收到')
  await guard.page.getByText('待发送').first().waitFor({ state: 'detached' })
  const alarms = await atTheDesk()
  expect(alarms.length).toBe(before + 1)
  expect(alarms[0]).toMatchObject({ kind: 'injury' })
})

test('a silent press keeps quiet', async () => {
  const guard = await s.as('xiaozhang', { size: 'phone' })
  await open(guard)
  await guard.page.getByRole('switch', { name: /静默报警/ }).click()
  await press(guard)
  await truth(guard, '平台已收到')
  expect(await guard.page.getByRole('button', { name: /鸣响/ }).count()).toBe(0)
  expect((await atTheDesk())[0]).toMatchObject({ silent: true })
})

test('a lost log-in does not lose the press', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  await open(guard)
  await guard.context.clearCookies()
  await guard.page.reload()
  await guard.page.getByText('登录已过期，仍可报警').waitFor()
  await press(guard)
  await truth(guard, /登录已过期/)
  await shot(guard.page, 'phone-expired')
  const before = (await atTheDesk()).length
  await guard.page.getByRole('link', { name: '登录' }).last().click()
  await guard.page.getByLabel('账号').fill('menwei')
  await guard.page.getByLabel('密码').fill(password)
  await guard.page.getByRole('button', { name: '登录' }).click()
  await guard.page.getByRole('link', { name: /有一起报警正在办理/ }).click()
  await truth(guard, '平台已收到')
  expect((await atTheDesk()).length).toBeGreaterThanOrEqual(before)
})

test('a phone three hours fast tells the true time', async () => {
  const guard = await s.as('banzhuren', { size: 'phone' })
  await guard.context.addInitScript(() => {
    const ahead = 3 * 3600_000
    const True = Date
    globalThis.Date = class extends True {
      constructor(...at: [number]) {
        if (at.length > 0) super(...at)
        else super(True.now() + ahead)
      }
      static override now(): number {
        return True.now() + ahead
      }
    } as DateConstructor
  })
  await open(guard)
  await guard.page.getByText('本机时间比平台快 3 小时').waitFor()
  await press(guard)
  await truth(guard, '平台已收到')
  const [alarm] = await atTheDesk()
  expect(Math.abs(alarm!.t1 - alarm!.t0)).toBeLessThan(20_000)
  expect(Math.abs(alarm!.clockOffMs - 3 * 3600_000)).toBeLessThan(20_000)
})

test('a gatehouse phone is paired, presses in its own name, and knows its people by a code', async () => {
  const head = await s.as('anquan')
  const { schools } = (await (await head.context.request.get('/api/v1/alarms/context')).json()) as { schools: { id: string }[] }
  const made = await head.context.request.post('/api/v1/devices', { data: { name: '南门门卫室手机', kind: 'gate', schoolId: schools[0]!.id } })
  const { code } = (await made.json()) as { code: string }
  expect((await head.context.request.post('/api/v1/auth/pin', { data: { password, pin: '271828' } })).status()).toBe(204)

  const gate = await s.visit({ size: 'phone' })
  await gate.page.goto('/phone')
  await gate.page.getByRole('link', { name: /绑定本机/ }).click()
  await gate.page.getByLabel('配对码').fill('NOTACODE')
  await gate.page.getByRole('button', { name: '绑定' }).click()
  await gate.page.getByText('配对码不对').waitFor()
  await gate.page.getByLabel('配对码').fill(code)
  await gate.page.getByRole('button', { name: '绑定' }).click()
  await gate.page.getByRole('heading', { name: '请点自己的名字' }).waitFor()
  await shot(gate.page, 'phone-people')

  await gate.page.getByRole('link', { name: '报警' }).click()
  await gate.page.getByText('没有人登录，报警以本机名义发出').waitFor()
  await press(gate)
  await truth(gate, '平台已收到')
  expect((await atTheDesk())[0]!.presser.name).toBe('南门门卫室手机')

  await gate.page.goto('/phone#/login')
  const { person } = (await (await head.context.request.get('/api/v1/auth/me')).json()) as { person: { name: string } }
  await gate.page.getByRole('button', { name: person.name }).click()
  for (const digit of '000000') await gate.page.getByRole('button', { name: digit, exact: true }).click()
  await gate.page.getByText('数字码不对').waitFor()
  await shot(gate.page, 'phone-pin')
  for (const digit of '271828') await gate.page.getByRole('button', { name: digit, exact: true }).click()
  await button(gate).waitFor()
  await gate.page.getByText('没有人登录').waitFor({ state: 'detached' })
})

test('the whole phone in English and in large letters', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  await guard.page.goto('/phone#/settings')
  await guard.page.getByRole('button', { name: /English|语言/ }).click()
  await guard.page.getByRole('switch', { name: /Large text/ }).click()
  for (const [page, words] of [['settings', 'Settings'], ['where', 'Where?'], ['kind', 'What is it?'], ['list', 'My alarms'], ['', 'One-key alarm']] as const) {
    await guard.page.goto(`/phone#/${page}`)
    await guard.page.getByRole('heading', { name: words }).waitFor()
    await shot(guard.page, `phone-en-${page || 'alarm'}`)
  }
})
