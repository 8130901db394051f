// What a recorder has of yesterday is looked at, steered and fetched; a camera is turned beside its live picture
// and always stands when the button is let go. The recorder is our own and really answers.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { APIRequestContext, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { shot, stage } from './support'
import { binary } from './support/city'

const s = stage(['-gb28181-listen', '127.0.0.1:0', '-rtp-listen', '127.0.0.1:0'])
const recorder = { code: '14090200001180000001', secret: 'recorder-2026' }
let cameras: ChildProcess | undefined
let folder = ''
let turns = ''

afterAll(async () => {
  if (cameras && cameras.exitCode === null) {
    cameras.kill('SIGTERM')
    await once(cameras, 'exit')
  }
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function json<T>(request: APIRequestContext, method: 'get' | 'post', path: string, data?: object): Promise<T> {
  const answer = await request[method](`${s.app.url}/api/v1${path}`, data ? { data } : {})
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

/** Where devices register; the server took a free port. */
function sip(): string {
  const line = s.app.log().split('\n').find((l) => l.includes('devices are heard in GB/T 28181')) ?? ''
  return (JSON.parse(line) as { address: string }).address
}

/** A recorder with a camera at the gate of the demo school, and the recorder itself. */
async function equip(request: APIRequestContext): Promise<void> {
  const { items } = await json<{ items: { id: string }[] }>(request, 'get', `/schools?q=${encodeURIComponent('忻州市第一中学')}`)
  const schoolId = items[0]!.id
  const { places } = await json<{ places: { id: string; kind: string }[] }>(request, 'get', `/schools/${schoolId}`)
  const gate = places.find((p) => p.kind === 'gate')!.id
  const add = async (device: object) => (await json<{ device: { id: string } }>(request, 'post', '/equipment', { schoolId, protocol: 'gb28181', panic: false, ...device })).device.id
  const parentId = await add({ ...recorder, name: '录像机', kind: 'recorder', heartbeatS: 60 })
  await add({ name: '校门球机', kind: 'camera', code: '14090200001320000101', parentId, heartbeatS: 0, placeId: gate })
  folder = await mkdtemp(join(tmpdir(), 'huxue-playback-'))
  await writeFile(join(folder, 'cameras.csv'), `${recorder.code},${recorder.secret}\n`)
  cameras = spawn(binary, ['simulate', 'cameras', '-server', sip(), '-devices', join(folder, 'cameras.csv'), '-channels', '1'], { stdio: ['ignore', 'pipe', 'ignore'] })
  cameras.stdout?.on('data', (text: Buffer) => (turns += text.toString()))
  await expect.poll(async () => (await json<{ items: { state: string }[] }>(request, 'get', '/video/cameras?limit=200')).items.some((c) => c.state === 'online'), { timeout: 15_000 }).toBe(true)
}

async function plays(page: Page): Promise<void> {
  const video = '.ant-drawer [data-picture] video'
  await page.waitForFunction((q) => (document.querySelector<HTMLVideoElement>(q)?.currentTime ?? 0) > 0.5, video)
}

async function drawer(page: Page, part: string): Promise<void> {
  await page.goto(`/video?q=${encodeURIComponent('校门球机')}`)
  await page.getByRole('cell', { name: '校门球机', exact: true }).click()
  await page.locator('.ant-drawer').getByText(part, { exact: true }).click()
}

test('yesterday is looked at, steered and fetched', async () => {
  const { page, context } = await s.as('jiaoyuju')
  await equip(context.request)
  await drawer(page, '录像回放')
  await page.locator('.time-bar').waitFor()
  const y = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
  await page.getByLabel('录像日期').fill(y)
  await page.getByLabel('录像日期').press('Enter')
  await page.getByText('有录像：00:00–02:00、03:00–24:00').waitFor()
  await page.getByLabel('开始时刻').fill('16:00:00')
  await page.getByLabel('查看理由').fill('核实昨日放学情况')
  await shot(page, 'playback-day')

  // Looked at: it stands still, goes four times as fast, and jumps.
  await page.getByRole('button', { name: '从 16:00:00 回放' }).click()
  await plays(page)
  const at = async () => Number(await page.locator('.replay-now').getAttribute('data-at'))
  const four = Date.parse(`${y}T16:00:00+08:00`)
  await expect.poll(at, { timeout: 10_000 }).toBeGreaterThan(four + 1000)
  await page.getByRole('button', { name: '暂停' }).click()
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByText('4×').click()
  await expect.poll(at, { timeout: 15_000 }).toBeGreaterThan(four + 16_000)
  await page.getByText('1×').click()
  await page.getByRole('slider').press('PageUp')
  await expect.poll(at, { timeout: 10_000 }).toBeGreaterThan(four + 600_000)
  await page.getByText('录像 16:1').waitFor()
  await shot(page, 'playback-plays')
  await page.getByRole('button', { name: '结束回放' }).click()
  await expect.poll(async () => (await json<{ items: { kind: string; endedAt: number; fromAt: number }[] }>(context.request, 'get', '/video/views')).items.find((v) => v.kind === 'replay')?.endedAt ?? 0, { timeout: 30_000 }).toBeGreaterThan(0)
  await expect.poll(() => turns.includes('was hung up'), { timeout: 10_000 }).toBe(true)

  // Fetched: one minute, a file with its hash.
  await page.getByLabel('开始时刻').fill('16:00:00')
  await page.getByLabel('查看理由').fill('调取昨日放学录像')
  await page.getByLabel('分钟', { exact: true }).fill('1')
  await page.getByRole('button', { name: '下载 16:00:00 起' }).click()
  const kept = page.locator('[data-download=kept]')
  await kept.waitFor({ timeout: 30_000 })
  await shot(page, 'playback-fetched')
  const saving = page.waitForEvent('download')
  await kept.getByRole('link', { name: '保存到电脑' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toMatch(/忻州市第一中学-校门球机-\d{8}-160000\.mp4/)
  expect((await readFile(await file.path())).subarray(4, 8).toString()).toBe('ftyp')

  await page.goto('/video?tab=log')
  await page.getByText('核实昨日放学情况').waitFor()
  await page.getByRole('cell', { name: /录像回放/ }).first().waitFor()
})

test('a camera turns while a button is held', async () => {
  const { page } = await s.as('jiaoyuju')
  await drawer(page, '实时画面')
  await page.getByLabel('查看理由').fill('上下学时段看护')
  await page.getByRole('button', { name: '开始查看' }).click()
  await plays(page)
  await page.getByRole('button', { name: '云台' }).click()
  const right = page.getByRole('button', { name: '向右', exact: true })
  const moves = () => turns.split('\n').filter((l) => l.includes(' turns '))
  await right.hover()
  await page.mouse.down()
  await expect.poll(() => moves().at(-1) ?? '', { timeout: 10_000 }).toContain('Pan:1')
  await shot(page, 'playback-turns')
  await page.mouse.up()
  await expect.poll(() => moves().at(-1) ?? '', { timeout: 10_000 }).toContain('Pan:0 Tilt:0 Zoom:0')
  // The window goes away under the hand.
  await page.mouse.down()
  await expect.poll(() => moves().at(-1) ?? '', { timeout: 10_000 }).toContain('Pan:1')
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await expect.poll(() => moves().at(-1) ?? '', { timeout: 10_000 }).toContain('Pan:0 Tilt:0 Zoom:0')
  await page.mouse.up()
  await page.goto('about:blank')
})

test('on a telephone', async () => {
  const principal = await s.as('xiaozhang', { size: 'phone' })
  await principal.page.goto('/video')
  await principal.page.getByText('校门球机').first().click()
  await principal.page.locator('.ant-drawer').getByText('录像回放', { exact: true }).click()
  await principal.page.locator('.time-bar').waitFor()
  await shot(principal.page, 'playback-phone')
  await principal.page.getByLabel('查看理由').fill('上下学时段看护')
  await principal.page.locator('.ant-drawer').getByRole('button', { name: /回放$/ }).click()
  await plays(principal.page)
  await shot(principal.page, 'playback-phone-plays')
})
