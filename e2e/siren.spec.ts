// The siren of a duty room, and the terminals that the desk misses.
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { newVisit, startBrowser } from './support/browser'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()
// Each waits for silence, a power cut, or a second browser.
vi.setConfig({ testTimeout: 120_000 })

/** Enrols a device through the back office's own operations and answers its id and pairing code. */
async function enrol(by: Actor, body: Record<string, unknown>): Promise<{ id: string; code: string }> {
  const answer = await by.context.request.post('/api/v1/devices', { data: body })
  expect(answer.status()).toBe(201)
  return (await answer.json()) as { id: string; code: string }
}

async function command(by: Actor): Promise<string> {
  const found = (await (await by.context.request.get('/api/v1/agencies?kind=police_command')).json()) as { items: { id: string }[] }
  return found.items[0]!.id
}

/** A siren of the 110 command that is on and can be heard. */
async function openSiren(): Promise<{ room: Actor; id: string; admin: Actor }> {
  const admin = await s.as('guanli')
  const { id, code } = await enrol(admin, { name: '指挥大厅警笛', kind: 'siren', agencyId: await command(admin) })
  const room = await s.visit()
  expect((await room.context.request.post('/api/v1/auth/device/pair', { data: { code } })).status()).toBe(200)
  await room.page.goto('/siren')
  await state(room.page, { phase: 'on', sound: 'on', line: 'live' })
  return { room, id, admin }
}

/** Waits until the page says of itself what is expected. */
async function state(page: Page, wanted: Record<string, string>, timeout = 15_000): Promise<void> {
  const selector = Object.entries(wanted).map(([key, value]) => `[data-${key}="${value}"]`).join('')
  await page.locator(selector).waitFor({ state: 'attached', timeout })
}

async function press(key: string, body: object): Promise<{ id: string; presser: { name: string } }> {
  const guard = await s.as('menwei', { size: 'phone' })
  const answer = await guard.context.request.post('/api/v1/alarms', { headers: { 'Idempotency-Key': key }, data: body })
  expect(answer.status()).toBe(201)
  return (await answer.json()) as { id: string; presser: { name: string } }
}

/** Takes an alarm in hand and ends it, so that the next journey hears its own. */
async function close(id: string): Promise<void> {
  const desk = await s.as('zhihui')
  for (const verb of ['accept', 'resolve']) {
    const { alarm } = (await (await desk.context.request.get(`/api/v1/alarms/${id}`)).json()) as { alarm: { version: number; state: string } }
    if (verb === 'accept' && alarm.state !== 'waiting') continue
    expect((await desk.context.request.post(`/api/v1/alarms/${id}/${verb}`, { data: { version: alarm.version } })).status()).toBe(200)
  }
}

test('a siren is paired by its code, rings with nobody logged in, and is quiet when somebody accepts', async () => {
  const admin = await s.as('guanli')
  await admin.page.goto('/devices')
  await admin.page.getByRole('button', { name: '登记设备' }).first().click()
  await admin.page.getByLabel('设备名称').fill('指挥大厅警笛')
  const form = admin.page.getByRole('dialog')
  await form.getByText('值班室警笛').click()
  const agency = form.getByRole('combobox').first()
  await agency.click()
  await agency.fill('指挥中心')
  await admin.page.getByRole('option', { name: /指挥中心/ }).first().waitFor({ state: 'attached' })
  await agency.press('Enter')
  await shot(admin.page, 'devices-siren')
  await admin.page.getByRole('button', { name: '保存' }).click()
  await admin.page.getByText(/打开 http\S+\/siren/).waitFor()
  const code = await admin.page.locator('output').innerText()
  await admin.page.getByRole('button', { name: '已交付，关闭' }).click()
  await admin.page.getByRole('row').filter({ hasText: '指挥大厅警笛' }).filter({ hasText: '忻州市公安局指挥中心（110）' }).filter({ hasText: '值班室' }).waitFor()

  // A browser as it comes from the shop: silent until somebody has clicked.
  const strict = await startBrowser(true)
  try {
    const { context, watch } = await newVisit(strict, s.app.url)
    const pairing = await context.newPage()
    await pairing.goto('/siren')
    await pairing.getByLabel('配对码').fill('WRONG123')
    await pairing.getByRole('button', { name: '开始值守' }).click()
    await pairing.getByText('配对码不正确或已过期').waitFor()
    await pairing.getByLabel('配对码').fill(code)
    await pairing.getByRole('button', { name: '开始值守' }).click()
    await pairing.getByText('当前没有报警').waitFor()
    await pairing.close()

    const page = await context.newPage()
    await page.goto('/siren')
    await state(page, { phase: 'on', sound: 'locked', line: 'live' })
    await page.getByText('声音未开启').waitFor()
    await shot(page, 'siren-locked')
    await page.getByRole('button', { name: /声音未开启/ }).click()
    await state(page, { sound: 'on', ringing: '' })
    await page.getByText('声音已开启').waitFor()

    const guard = await s.as('menwei', { size: 'phone' })
    await guard.page.goto('/phone')
    await guard.page.getByRole('button', { name: /按住/ }).hover()
    await guard.page.mouse.down()
    await guard.page.getByRole('heading', { name: '平台已收到' }).waitFor()
    await guard.page.mouse.up()

    await state(page, { ringing: 'siren' })
    const card = page.locator('[data-alarm-state=waiting]')
    await card.getByText('待接警').waitFor()
    await card.getByText('紧急报警').waitFor()
    await card.getByText(/^正在呼叫/).waitFor()
    await card.getByText('公安 未确认').waitFor()
    const me = (await (await guard.context.request.get('/api/v1/auth/me')).json()) as { person: { name: string } }
    expect(await page.locator('body').innerText()).not.toContain(me.person.name)
    expect(await page.title()).toMatch(/值班室警笛|待接警/)
    await shot(page, 'siren')
    await page.setViewportSize({ width: 390, height: 844 })
    await shot(page, 'siren-phone')
    await page.setViewportSize({ width: 1440, height: 900 })

    const desk = await s.as('zhihui')
    await desk.page.goto('/desk')
    const row = desk.page.locator('[data-alarm-id][data-alarm-state=waiting]').first()
    await row.waitFor()
    const id = (await row.getAttribute('data-alarm-id'))!
    await row.click()
    await desk.page.locator('[data-key=next][data-verb=accept][aria-disabled=false]').waitFor()
    await desk.page.keyboard.press('a')
    await state(page, { ringing: '' })
    await page.locator(`[data-alarm-id="${id}"][data-alarm-state=accepted]`).getByText('已接警').waitFor()
    await page.getByText(/^公安 已确认/).waitFor()

    // The ledger knows that it arrived in the duty room.
    const ledger = (await (await desk.context.request.get(`/api/v1/notices/receipts?subjectId=${id}`)).json()) as { items: { receipts: { channel: string; state: string }[] }[] }
    expect(ledger.items.flatMap((m) => m.receipts).filter((r) => r.channel === 'siren' && r.state === 'delivered').length).toBeGreaterThan(0)
    await close(id)
    await page.getByText('当前没有报警').waitFor()
    await inspect(page)
    expect(watch.faults()).toEqual([])
  } finally {
    await strict.close()
  }
})

test('practice is labelled and never sounds like the real thing; a call for help has a tone of its own', async () => {
  const { room } = await openSiren()
  const drill = await press('siren-drill', { mode: 'drill', place: '操场' })
  await state(room.page, { tone: 'practice', ringing: '' })
  const card = room.page.locator(`[data-alarm-id="${drill.id}"][data-mode=drill]`)
  await card.getByText('演练', { exact: true }).waitFor()
  await card.getByText('演练或联测，不是真实警情').waitFor()
  await shot(room.page, 'siren-drill')

  const help = await press('siren-help', { level: 'help', place: '教学楼三层' })
  await state(room.page, { ringing: 'help' })
  await room.page.locator(`[data-alarm-id="${help.id}"]`).getByText('教师求助').waitFor()
  const silent = await press('siren-silent', { silent: true, place: '财务室' })
  await state(room.page, { ringing: 'siren' })
  await room.page.locator(`[data-alarm-id="${silent.id}"]`).getByText('静默报警').waitFor()
  await shot(room.page, 'siren-three')
  await close(silent.id)
  await state(room.page, { ringing: 'help' })
  await close(help.id)
  await close(drill.id)
  await state(room.page, { ringing: '' })
})

test('it says when the line is down, comes back by itself, and rings for what still waits', async () => {
  const { room } = await openSiren()
  room.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to load resource/)
  await s.app.kill()
  await room.page.getByText(/与平台的连接中断/).waitFor()
  await state(room.page, { line: 'offline', ringing: '' })
  await shot(room.page, 'siren-offline')
  await s.app.start()
  await state(room.page, { line: 'live' })
  await room.page.getByText(/连接已恢复/).waitFor()
  const pressed = await press('siren-kill', { place: '南门' })
  await state(room.page, { ringing: 'siren' })
  await s.app.kill()
  await state(room.page, { line: 'offline', ringing: 'siren' })
  await s.app.start()
  await state(room.page, { line: 'live', ringing: 'siren' })
  await close(pressed.id)
  await state(room.page, { ringing: '' })
})

test('a siren that is revoked while it rings falls quiet and says so', async () => {
  const { room, id, admin } = await openSiren()
  const pressed = await press('siren-revoked', { place: '北门' })
  await state(room.page, { ringing: 'siren' })
  const { items } = (await (await admin.context.request.get('/api/v1/devices?status=paired&limit=200')).json()) as { items: { id: string; version: number }[] }
  const { version } = items.find((d) => d.id === id)!
  expect((await admin.context.request.post(`/api/v1/devices/${id}/revoke`, { data: { version } })).status()).toBe(204)
  await room.page.getByText('本警笛已注销，不再响铃').waitFor()
  expect(await room.page.locator('[data-ringing]').count()).toBe(0)
  await shot(room.page, 'siren-revoked')
  await close(pressed.id)
})

test('a gate terminal that falls silent is on the desk within twenty seconds, and gone when it is back', async () => {
  const head = await s.as('anquan')
  const schools = (await (await head.context.request.get('/api/v1/alarms/context')).json()) as { schools: { id: string; name: string }[] }
  const { code } = await enrol(head, { name: '东门门卫终端', kind: 'gate', schoolId: schools.schools[0]!.id })
  const gate = await s.visit({ size: 'phone' })
  gate.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  expect((await gate.context.request.post('/api/v1/auth/device/pair', { data: { code } })).status()).toBe(200)
  const beat = gate.page.waitForResponse((r) => r.url().endsWith('/api/v1/terminals/beat') && r.ok())
  await gate.page.goto('/phone')
  await beat

  const desk = await s.as('zhihui')
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  // The sirens of the journeys before were closed, and a duty room is to be attended: they are missed too.
  const gone = desk.page.locator('.lost').getByText(/东门门卫终端/)
  expect(await gone.count()).toBe(0)
  await gate.context.setOffline(true)
  const cut = Date.now()
  await gone.first().waitFor({ timeout: 40_000 })
  // Twenty seconds, and what a browser beside another needs to draw it; bench/alarm holds the twenty.
  expect(Date.now() - cut).toBeLessThan(23_000)
  await desk.page.locator('.lost summary').click()
  const line = desk.page.locator('[data-terminal]').filter({ hasText: '东门门卫终端' })
  await line.getByText('失联', { exact: true }).waitFor()
  await line.getByText(/最后收到信号 \d+ 秒前/).waitFor()
  await line.getByText(schools.schools[0]!.name).waitFor()
  await shot(desk.page, 'desk-lost')
  await desk.page.setViewportSize({ width: 390, height: 844 })
  await shot(desk.page, 'desk-lost-phone')
  await desk.page.setViewportSize({ width: 1440, height: 900 })

  const wall = await s.as('zhihui')
  await wall.page.goto('/wall')
  const figure = wall.page.locator('.figure').filter({ hasText: '失联终端' }).locator('.figure-value').filter({ hasText: /^\d+$/ })
  await figure.waitFor()
  const before = Number(await figure.innerText())
  expect(before).toBeGreaterThan(0)
  await shot(wall.page, 'wall-lost')

  await gate.context.setOffline(false)
  await line.waitFor({ state: 'detached' })
  await wall.page.locator('.figure', { hasText: '失联终端' }).locator('.figure-value', { hasText: new RegExp(`^${before - 1}$`) }).waitFor()
})
