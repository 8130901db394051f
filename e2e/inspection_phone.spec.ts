// An inspector in a school without a network: a whole visit on the phone, a reload, a
// dead battery, an expired log-in, a server that is killed in the middle of a photograph.
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { shot, stage, type Actor } from './support'
import { password } from './support/city'

const s = stage()
const cut = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_FAILED|Failed to load resource/
const lead = 'xianju'

interface Answered { item: string; result: string; text?: string; place?: string; fixed?: boolean; photos?: string[]; after?: string[]; voices?: string[]; files?: Record<string, string>; byName: string }
interface Kit { visit: { id: string; state: string; signs: { agency: string; name: string; fileId: string }[] }; answers: Answered[]; own: string[]; prepared: { notes: Record<string, { applies: boolean }> }; revision: number }

/** A photograph that no packing makes small: noise, so that it goes out in many pieces. */
function noise(w: number, h: number): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length)
    head.write(name, 4)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])))
    return Buffer.concat([head, body, sum])
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
  header.writeUInt32BE(w)
  header.writeUInt32BE(h, 4)
  const rows = Array.from({ length: h }, () => Buffer.concat([Buffer.from([0]), randomBytes(3 * w)]))
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 0 })), chunk('IEND', Buffer.alloc(0))])
}

async function json<T>(who: Actor, path: string): Promise<T> {
  const answer = await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A visit for today with the short list of this key; the lead alone answers for all of it. */
async function plan(key: string, which: number): Promise<string> {
  const office = await s.as(lead)
  const { items: lists } = await json<{ items: { id: string; key: string; version: number }[] }>(office, '/api/v1/checklists')
  const { items: schools } = await json<{ items: { id: string; pupils: number }[] }>(office, '/api/v1/schools?limit=10')
  const list = lists.find((l) => l.key.startsWith(key))
  if (!list) throw new Error(`no list ${key}: ${lists.map((l) => l.key).join(' ')}`)
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const made = await office.context.request.post('/api/v1/inspections/visits', {
    data: { schoolId: schools[which]!.id, kind: 'special', title: '开学前安全检查', listId: list.id, listVersion: list.version, day, reason: '开学前复查' },
  })
  const visit = (await made.json()) as { id: string; code?: string }
  if (made.status() !== 201) throw new Error(`planning: ${made.status()} ${JSON.stringify(visit)}`)
  await office.context.close()
  return visit.id
}

const unsent = async (page: Page): Promise<number> => Number(await page.locator('[data-unsent]').getAttribute('data-unsent'))
const say = (page: Page, result: string) => page.getByRole('button', { name: result, exact: true })
const question = (page: Page) => page.locator('.question').innerText()

/** Answers the item that is open, and waits until the next one is. Where a photograph is wanted it goes on without. */
async function answer(page: Page, result: string): Promise<void> {
  const before = await question(page)
  const moved = (was: string) => document.querySelector('.question')?.textContent !== was
  await say(page, result).click()
  await page.waitForFunction((was) => document.querySelector('.question')?.textContent !== was || document.querySelector('.photos') !== null, before)
  if ((await page.evaluate(moved, before)) || (await question(page)) !== before) return
  await page.getByRole('button', { name: '下一项', exact: true }).click()
  await page.waitForFunction(moved, before)
}

async function write(page: Page, side: string): Promise<void> {
  const pad = page.getByRole('region', { name: side }).getByRole('img')
  await pad.scrollIntoViewIfNeeded()
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 40, box.y + 40)
  await page.mouse.down()
  for (const [x, y] of [[120, 90], [60, 100], [160, 40], [220, 110], [280, 50]] as const) await page.mouse.move(box.x + x, box.y + y, { steps: 3 })
  await page.mouse.up()
  await page.getByRole('region', { name: side }).getByRole('button', { name: '确认签字' }).click()
}

test('a day without a network arrives once and whole', async () => {
  const visit = await plan('quick', 0)
  const phone = await s.as(lead, { size: 'phone' })
  phone.allow(cut)
  let page = phone.page
  await page.goto('/inspect')
  await page.getByRole('button', { name: '下载今天的检查' }).click()
  await page.getByText('已下载，没有网络也能查').waitFor()
  await shot(page, 'inspect-list')
  await expect.poll(() => page.evaluate(async () => navigator.serviceWorker.controller !== null && (await caches.match('/inspect')) !== undefined), { timeout: 30_000 }).toBe(true)
  const kit = await json<Kit>(phone, `/api/v1/inspections/visits/${visit}/kit`)
  const todo = kit.own.filter((code) => kit.prepared.notes[code]?.applies !== false)
  expect(todo.length).toBeGreaterThanOrEqual(12)

  await phone.context.setOffline(true)
  await page.reload()
  await page.getByRole('button', { name: /开学前安全检查/ }).click()
  await page.getByRole('button', { name: '不记录' }).click()
  await page.getByRole('button', { name: '开始检查' }).click()
  await shot(page, 'inspect-item')
  for (let i = 0; i < 4; i++) await answer(page, '符合')
  await answer(page, '不适用')
  expect(await unsent(page)).toBe(5)

  // A fault: where, what, two photographs, a spoken word, mended on the spot.
  await say(page, '不符合').click()
  await page.getByLabel('位置').fill('南门西侧围墙')
  await page.getByRole('group', { name: '常用语' }).getByRole('button').first().click()
  const words = await page.getByLabel('问题描述').inputValue()
  const photos = page.getByRole('group', { name: '照片', exact: true })
  await photos.locator('input').setInputFiles({ name: '围墙.png', mimeType: 'image/png', buffer: noise(1200, 900) })
  await photos.getByRole('img', { name: '照片 1' }).waitFor()
  await photos.locator('input').setInputFiles({ name: '围墙2.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await photos.getByRole('img', { name: '照片 2' }).waitFor()
  await page.getByRole('button', { name: /按一下开始录音/ }).click()
  await page.getByRole('button', { name: /正在录音 [1-9] 秒/ }).click()
  await page.getByText('语音 1').waitFor()
  await page.getByLabel('当场整改').check()
  await page.getByRole('group', { name: '整改后照片' }).locator('input').setInputFiles({ name: '改后.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await page.getByRole('group', { name: '整改后照片' }).getByRole('img').first().waitFor()
  await page.locator('.form').getByText('已保存在手机上').waitFor()
  await shot(page, 'inspect-fault')
  expect(await unsent(page)).toBe(10) // six answers, three pictures, a voice

  // The page is loaded anew, then the battery dies: a new page of the same phone.
  await page.reload()
  await page.getByText('10 项未发送').waitFor()
  expect(await page.getByLabel('问题描述').inputValue()).toBe(words)
  await page.close()
  page = await phone.context.newPage()
  await page.goto('/inspect')
  await page.getByText('10 项未发送').waitFor()
  await page.getByRole('button', { name: /已查 6/ }).click()
  await page.getByRole('button', { name: '继续检查' }).click()
  for (let i = 6; i < todo.length; i++) {
    if (i < todo.length - 1) await answer(page, '符合')
    else await say(page, '符合').click()
  }
  await page.getByRole('button', { name: '去签字' }).click()
  await write(page, '教育签字')
  await page.getByText('已签，未发送').waitFor()
  await page.getByLabel('签字人姓名').fill('李校长')
  await write(page, '校方签字')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByText('提交已记下').waitFor()
  await shot(page, 'inspect-sign')
  await page.getByRole('link', { name: /项未发送/ }).click()
  await shot(page, 'inspect-outbox')

  // Back in the network, but the log-in has run out meanwhile: nothing is lost.
  const before = todo.length + 3 + 1 + 2 + 3 // answers, pictures, voice, signatures; two signings and the handing in
  await page.getByRole('heading', { name: `${before} 项未发送` }).waitFor()
  await phone.context.clearCookies()
  // The first answer of the server gets lost on its way; one photograph is cut by a kill of the server.
  let lost = false
  const offsets: number[] = []
  let killed: Promise<void> | undefined
  await phone.context.route('**/sync', async (route) => {
    if (lost) return route.continue()
    const answered = await route.fetch()
    if (answered.status() !== 200) return route.fulfill({ response: answered })
    lost = true
    return route.abort()
  })
  let cutting = ''
  await phone.context.route('**/api/v1/files/uploads/**', async (route) => {
    const url = new URL(route.request().url())
    const offset = Number(url.searchParams.get('offset'))
    if (cutting === '' && offset > 0) cutting = url.pathname
    if (url.pathname === cutting) offsets.push(offset)
    if (!killed && offsets.length === 2) {
      killed = s.app.kill().then(() => s.app.start())
      await killed
      return route.abort()
    }
    return route.continue()
  })
  await phone.context.setOffline(false)
  await page.getByText(/登录已过期/).first().waitFor()
  await page.getByRole('link', { name: /登录/ }).click()
  await page.getByLabel('账号').fill(lead)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await vi.waitFor(async () => expect(await page.locator('[data-unsent]').count()).toBe(0), { timeout: 60_000 })
  await page.getByRole('button', { name: /开学前安全检查/ }).getByText('已提交').waitFor()
  expect(lost).toBe(true)
  expect(killed).toBeDefined()
  expect(offsets.length).toBeGreaterThan(2)
  expect(offsets[2]).toBeGreaterThan(0) // it went on where it was

  const after = await json<Kit>(phone, `/api/v1/inspections/visits/${visit}/kit`)
  expect(after.visit.state).toBe('submitted')
  expect(after.answers.map((a) => a.item).sort()).toEqual([...todo].sort())
  expect(after.answers.filter((a) => a.result === 'ok').length).toBe(todo.length - 2)
  // Each answer once, though the first batch was sent twice; one more when the pictures of the fault had come.
  expect(after.revision).toBe(todo.length + 1)
  const fault = after.answers.find((a) => a.result === 'fault')!
  expect(fault).toMatchObject({ place: '南门西侧围墙', text: words, fixed: true })
  expect([fault.photos?.length, fault.after?.length, fault.voices?.length]).toEqual([2, 1, 1])
  const keys = [...fault.photos!, ...fault.after!, ...fault.voices!]
  expect(Object.keys(fault.files!).sort()).toEqual([...keys].sort())
  for (const key of keys) {
    const file = await phone.context.request.get(`/api/v1/files/${fault.files![key]}`)
    expect(file.headers()['content-type']).toBe(fault.voices!.includes(key) ? 'audio/webm' : 'image/jpeg')
  }
  expect(after.visit.signs.map((g) => g.name).sort()).toHaveLength(2)
  for (const g of after.visit.signs) expect(g.fileId).toMatch(/^fil_/)
})

test('what one inspector wrote never goes out under another, and English has all words', async () => {
  const visit = await plan('gatehouse', 1)
  const phone = await s.as(lead, { size: 'phone' })
  phone.allow(cut)
  const { page } = phone
  await page.goto('/inspect')
  await page.getByRole('button', { name: '下载今天的检查' }).click()
  await page.getByText('已下载，没有网络也能查').waitFor()
  await phone.context.setOffline(true)
  await page.goto(`/inspect#/v/${visit}`)
  await page.getByRole('button', { name: '开始检查' }).click()
  await answer(page, '符合')
  await page.getByText('1 项未发送').waitFor()
  await phone.context.clearCookies()
  await phone.context.setOffline(false)
  await page.getByText(/登录已过期/).waitFor()
  await page.getByRole('link', { name: /登录/ }).first().click()
  await page.getByLabel('账号').fill('duxue')
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByText('本机还有其他人 1 项未发送').waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('1 things of somebody else').waitFor()
  const office = await s.as(lead)
  expect((await json<Kit>(office, `/api/v1/inspections/visits/${visit}/kit`)).answers).toEqual([])
})
