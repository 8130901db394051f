// The record of an alarm: printed, exported, verified, and counted.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'
import { binary } from './support/city'

const s = stage()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huxue-record-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What `huxue verify` ends with and says, in a folder with no database. */
function verify(file: string, ...more: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(binary, ['verify', ...more, file], { cwd: folder }, (error, out, err) => done({ code: error ? Number(error.code) : 0, said: out + err }))
  })
}

async function ask<T>(who: Actor, path: string, body?: object): Promise<T> {
  const answer = body ? await who.context.request.post(path, { data: body }) : await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

interface Card {
  id: string
  no: string
  version: number
}

/** A press at the gate and everything up to the reset button, with the bureau and the school saying that they know. */
async function finished(): Promise<Card> {
  const [guard, desk, bureau] = await Promise.all([s.as('menwei'), s.as('zhihui'), s.as('jiaoyuju')])
  let card = await ask<Card>(guard, '/api/v1/alarms', { kind: 'intrusion', place: '南门', note: '两人持棍' })
  const verbs: [Actor, string, object][] = [
    [desk, 'accept', {}], [bureau, 'ack', {}], [desk, 'dispatch', { unit: '长征路派出所', phone: '13803501234' }],
    [guard, 'guard-arrive', {}], [desk, 'arrive', {}], [desk, 'resolve', { note: '已带离' }], [desk, 'reset', {}],
  ]
  for (const [who, verb, body] of verbs) {
    const { alarm } = await ask<{ alarm: Card }>(desk, `/api/v1/alarms/${card.id}`)
    card = await ask<Card>(who, `/api/v1/alarms/${card.id}/${verb}`, { version: alarm.version, ...body })
  }
  return card
}

/** Opens the alarm's drawer and says what the record is for. */
async function takeOut(office: Actor, card: Card): Promise<void> {
  await office.page.goto(`/alarms?open=${card.id}`)
  await office.page.getByRole('button', { name: '打印或导出记录' }).click()
  const asked = office.page.getByRole('dialog').filter({ hasText: '用途写入记录和审计日志' })
  await asked.getByLabel('用途').waitFor()
  expect(await asked.getByRole('link', { name: '打印记录' }).count()).toBe(0)
  await asked.getByRole('button', { name: '复盘总结' }).click()
  await asked.getByRole('link', { name: '打印记录' }).waitFor()
}

test('the record of an alarm is printed, exported and proves itself', { timeout: 180_000 }, async () => {
  const card = await finished()
  const office = await s.as('jiaoyuju')
  await takeOut(office, card)
  await shot(office.page, 'record-ask')

  // On paper.
  const [paper] = await Promise.all([office.context.waitForEvent('page'), office.page.getByRole('link', { name: '打印记录' }).click()])
  await paper.getByRole('heading', { name: '报警处置记录' }).waitFor()
  const text = (await paper.locator('main').textContent()) ?? ''
  for (const said of [card.no, '一、时间节点', 't2 接警', 't5 民警到场', '达标', '已带离', '复盘总结', '教育', '送达率']) expect(text).toContain(said)
  expect(text).not.toContain('13803501234')
  await shot(paper, 'record-paper')
  await paper.emulateMedia({ media: 'print' })
  await paper.setViewportSize({ width: 794, height: 1123 })
  await shot(paper, 'record-print')
  expect((await paper.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000)
  await paper.emulateMedia({ media: 'screen' })
  const small = await office.context.newPage()
  await small.setViewportSize({ width: 390, height: 844 })
  await small.goto(paper.url())
  await shot(small, 'record-paper-390')
  await small.close()

  // The code at its end leads to the page on which anybody may compare it.
  const address = (await paper.getByRole('link').getAttribute('href'))!
  expect(address).toContain(`/verify?`)
  await paper.close()
  const stranger = await s.visit({ size: 'phone' })
  await stranger.page.goto(address)
  await stranger.page.getByRole('heading', { name: '与本平台一致' }).waitFor()
  await shot(stranger.page, 'verify-paper')
  await stranger.page.goto(address.replace(/head=./, 'head=x'))
  await stranger.page.getByRole('heading', { name: '本平台没有与之相符的报警' }).waitFor()

  // As a file.
  await takeOut(office, card)
  const [saved] = await Promise.all([office.page.waitForEvent('download'), office.page.getByRole('link', { name: '导出记录' }).click()])
  expect(saved.suggestedFilename()).toBe(`报警处置记录-${card.no}.huxue.json`)
  const file = join(folder, 'record.huxue.json')
  await saved.saveAs(file)
  const sound = await verify(file)
  expect(sound).toMatchObject({ code: 0 })
  expect(sound.said).toContain('结构、校验链、签名均成立')
  const key = /公钥指纹 key: (\S+)/.exec(sound.said)![1]!
  expect((await verify(file, '-key', key)).said).toContain('真实')

  // One byte of it changed.
  const bytes = await readFile(file)
  const at = bytes.indexOf('已带离')
  expect(at).toBeGreaterThan(0)
  bytes[at + 2]! ^= 1
  const bad = join(folder, 'changed.huxue.json')
  await writeFile(bad, bytes)
  const told = await verify(bad)
  expect(told.code).toBe(1)
  expect(told.said).toMatch(/第 \d+ 行的内容或时间被改动过/)
  await writeFile(bad, bytes.subarray(0, 900))
  expect((await verify(bad)).code).toBe(2)

  // The public page says the same of both.
  await stranger.page.goto('/verify')
  await stranger.page.getByLabel(/选择或拖入记录文件/).setInputFiles(file)
  await stranger.page.getByRole('button', { name: '核验' }).click()
  await stranger.page.getByRole('heading', { name: '真实，未被改动' }).waitFor()
  await shot(stranger.page, 'verify-genuine')
  await writeFile(bad, bytes)
  await stranger.page.getByLabel(/选择或拖入记录文件/).setInputFiles(bad)
  await stranger.page.getByRole('button', { name: '核验' }).click()
  await stranger.page.getByRole('heading', { name: '核验不通过' }).waitFor()
  await stranger.page.getByText(/被改动过/).first().waitFor()
  await shot(stranger.page, 'verify-changed')

  // Whoever may not take it out is not offered to.
  const safety = await s.as('anquan')
  await safety.page.goto(`/alarms?open=${card.id}`)
  await safety.page.getByText('经过').waitFor()
  expect(await safety.page.getByRole('button', { name: '打印或导出记录' }).count()).toBe(0)
})

test('the figures count it, and a figure leads to its alarms', { timeout: 120_000 }, async () => {
  const office = await s.as('xianju')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
  await office.page.goto(`/alarm-stats?dayFrom=${today}&dayTo=${today}`)
  await office.page.getByRole('heading', { name: '接处警统计' }).waitFor()
  const counties = office.page.getByRole('region', { name: '分县区' })
  await counties.waitFor()
  const cells = async (box: typeof counties) => (await box.locator('tfoot tr').locator('th, td').allTextContents()).map((c) => c.trim())
  const before = await cells(counties)
  const card = await finished()
  await office.page.reload()
  await counties.waitFor()
  const after = await cells(counties)
  expect(Number(after[1])).toBe(Number(before[1]) + 1)
  const acks = await cells(office.page.getByRole('region', { name: '各单位确认' }))
  for (const i of [2, 4, 6]) expect(acks[i]).toMatch(new RegExp(`/${after[1]}$`))
  await office.page.getByText('如何统计').first().click()
  await office.page.getByText('从按下（t0）到指挥席接警（t2）').waitFor()
  await inspect(office.page)

  await counties.locator('tfoot').getByRole('link').first().click()
  await office.page.getByRole('heading', { name: '一键报警' }).waitFor()
  await office.page.getByRole('row').nth(Number(after[1])).waitFor()
  await office.page.getByRole('button', { name: '南门' }).or(office.page.getByText('南门')).first().waitFor()
  expect(await office.page.getByRole('row').count()).toBe(Number(after[1]) + 1)
  expect(card.no).toContain(today.replaceAll('-', ''))
})

test('a year of a whole city, on the big screen and on the phone', { timeout: 120_000 }, async () => {
  const [guard, desk, bureau] = await Promise.all([s.as('menwei'), s.as('zhihui'), s.as('jiaoyuju')])
  const { id, version } = await ask<Card>(guard, '/api/v1/alarms', { place: '北门' })
  await ask(desk, `/api/v1/alarms/${id}/false-alarm`, { version, reason: 'mistouch' })
  await bureau.page.goto('/alarm-stats')
  await bureau.page.getByRole('button', { name: '近一年' }).click()
  await bureau.page.getByRole('heading', { name: '误报原因' }).waitFor()
  await bureau.page.getByRole('rowheader', { name: '忻府区' }).first().waitFor()
  await shot(bureau.page, 'alarm-stats')
  const [book] = await Promise.all([bureau.page.waitForEvent('download'), bureau.page.getByRole('link', { name: '导出 Excel' }).click()])
  expect(book.suggestedFilename()).toBe('报警统计.xlsx')
  await bureau.page.getByRole('link', { name: /^\d+\/\d+ · / }).first().click()
  await bureau.page.getByText(/^误报原因：/).waitFor()
  await shot(bureau.page, 'alarms-filtered')

  const phone = await s.as('jiaoyuju', { size: 'phone' })
  await phone.page.goto('/alarm-stats?dayFrom=2026-01-01&dayTo=2026-12-31')
  await phone.page.getByRole('heading', { name: '误报原因' }).waitFor()
  await shot(phone.page, 'alarm-stats-390')
})
