// Two installations of ours, one above the other, as ours stands below the video platform of the police. The lower
// one registers upwards, shows only what somebody has shared, and its alarm rings on the desk above. The cameras
// are simulated, but picture, signalling and browser are real.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { APIRequestContext, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { shot, stage, type Stage } from './support'
import { binary } from './support/city'

const police = { code: '14000000002000000001' }
const own = { code: '14090000002001100009', secret: 'cascade-secret-2026' }
const recorder = { code: '14090200001180000001', secret: 'recorder-2026' }
const above = stage(['-gb28181-listen', '127.0.0.1:0', '-gb28181-code', police.code, '-rtp-listen', '127.0.0.1:0'])
const s = stage(['-gb28181-listen', '127.0.0.1:0', '-rtp-listen', '127.0.0.1:0', '-cascade-listen', '127.0.0.1:0'])
let cameras: ChildProcess | undefined
let folder = ''
let upper = ''

afterAll(async () => {
  if (cameras && cameras.exitCode === null) {
    cameras.kill('SIGTERM')
    await once(cameras, 'exit')
  }
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function json<T>(at: Stage, request: APIRequestContext, method: 'get' | 'post', path: string, data?: object): Promise<T> {
  const answer = await request[method](`${at.app.url}/api/v1${path}`, data ? { data } : {})
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

/** Where devices register; the server took a free port. */
function sip(at: Stage): string {
  const line = at.app.log().split('\n').find((l) => l.includes('devices are heard in GB/T 28181')) ?? ''
  return (JSON.parse(line) as { address: string }).address
}

/** Puts a recorder on the register of the demo school. */
async function equip(at: Stage, device: object): Promise<void> {
  const { context } = await at.as('jiaoyuju')
  const { items } = await json<{ items: { id: string }[] }>(at, context.request, 'get', `/schools?q=${encodeURIComponent('忻州市第一中学')}`)
  await json(at, context.request, 'post', '/equipment', { schoolId: items[0]!.id, protocol: 'gb28181', kind: 'recorder', panic: false, heartbeatS: 60, ...device })
}

/** When a picture moves. */
async function plays(page: Page, selector: string): Promise<void> {
  const moved = ({ q, t }: { q: string; t: number }) => {
    const video = document.querySelector<HTMLVideoElement>(q)
    return video !== null && video.videoWidth > 0 && video.currentTime > t
  }
  await page.waitForFunction(moved, { q: selector, t: 0 })
  const t = await page.evaluate((q) => document.querySelector<HTMLVideoElement>(q)!.currentTime, selector)
  await page.waitForFunction(moved, { q: selector, t: t + 1 })
}

const name = '山西省公安厅视频专网平台'

test('a platform above is set up, and sees what is shared', async () => {
  folder = await mkdtemp(join(tmpdir(), 'huxue-cascade-'))
  await equip(above, { ...own, name: '忻州市护学平台', panic: true })
  await equip(s, { ...recorder, name: '录像机' })
  await writeFile(join(folder, 'cameras.csv'), `${recorder.code},${recorder.secret}\n`)
  cameras = spawn(binary, ['simulate', 'cameras', '-server', sip(s), '-devices', join(folder, 'cameras.csv')], { stdio: 'ignore' })

  // The administrator sets it up; a slip of the pen is said at its field, a wrong password beside the platform.
  const operator = await s.as('guanli')
  const { page } = operator
  operator.allow(/422/)
  await page.goto('/cascade')
  await page.getByText('忻州市公安局视频专网平台').waitFor()
  await page.getByRole('button', { name: '新增平台' }).click()
  const form = page.getByRole('dialog', { name: '新增平台' })
  await form.getByLabel('平台名称').fill(name)
  await form.getByRole('combobox', { name: '管辖区域' }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-tree-title, .ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '忻州市' }).first().click()
  await form.getByLabel('平台地址').fill(sip(above))
  await form.getByLabel('平台编码', { exact: true }).fill('1400')
  await form.getByLabel('本平台编码').fill(own.code)
  await form.getByLabel('认证密码').fill('not-the-password')
  await form.getByRole('button', { name: '保存' }).click()
  await form.locator('#code_help').getByText('平台编码应为 20 位数字。').waitFor()
  await shot(page, 'cascade-form')
  await form.getByLabel('平台编码', { exact: true }).fill(police.code)
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  const line = page.getByRole('listitem').filter({ hasText: name })
  await line.getByText('上级平台拒绝。 403').waitFor()
  await line.getByRole('button', { name: '修改平台' }).click()
  const edit = page.getByRole('dialog', { name: '修改平台' })
  await edit.getByLabel('认证密码').fill(own.secret)
  await edit.getByRole('button', { name: '保存' }).click()
  await line.getByText('已注册').waitFor()

  // The command of the police shares one camera; the other one stays unseen.
  const command = await s.as('zhihui')
  const shares = command.page
  const { items } = await json<{ items: { id: string; name: string }[] }>(s, command.context.request, 'get', '/cascade/uppers')
  upper = items.find((u) => u.name === name)!.id
  const known = () => json<{ items: object[] }>(s, command.context.request, 'get', `/cascade/shares?upper=${upper}&q=${encodeURIComponent('模拟摄像头')}`)
  await expect.poll(async () => (await known()).items.length, { timeout: 15_000 }).toBe(2)
  await shares.goto(`/cascade?tab=shares&upper=${upper}&q=${encodeURIComponent('模拟摄像头')}`)
  await shares.getByRole('row').filter({ hasText: '模拟摄像头 1' }).getByRole('checkbox').check()
  await shares.getByRole('button', { name: '共享', exact: true }).click()
  await shares.getByText('共享 1 路').first().waitFor()
  await shares.getByText('14090200001321000001').waitFor()
  await shot(shares, 'cascade-shares')
})

test('a press below rings above', async () => {
  const guard = await s.as('menwei')
  const desk = await above.as('zhihui')
  await desk.page.goto('/desk')
  const pressed = await guard.context.request.post(`${s.app.url}/api/v1/alarms`, { data: { kind: 'intrusion' }, headers: { 'Idempotency-Key': 'cascade' } })
  const { no } = (await pressed.json()) as { no: string }
  await desk.page.getByText('忻州市第一中学').first().click()
  await desk.page.getByText(new RegExp(`编号 ${no}`)).first().waitFor()
  await shot(desk.page, 'cascade-desk')
  const { page } = await s.as('zhihui')
  await page.goto('/cascade?tab=sendings')
  await page.getByText(no).first().waitFor()
  await page.getByText('已回执').first().waitFor()
  await shot(page, 'cascade-sendings')
})

test('the picture plays above, by way of both, until it is taken back', async () => {
  const looker = await above.as('jiaoyuju')
  const found = () => json<{ items: object[] }>(above, looker.context.request, 'get', `/video/cameras?q=${encodeURIComponent('模拟摄像头')}`)
  await expect.poll(async () => (await found()).items.length, { timeout: 20_000 }).toBe(1)
  await looker.page.goto(`/video?q=${encodeURIComponent('模拟摄像头')}`)
  await looker.page.getByRole('cell').filter({ hasText: '模拟摄像头 1' }).first().click()
  await looker.page.getByLabel('查看理由').fill('核实下级平台报警')
  await looker.page.getByRole('button', { name: '开始查看' }).click()
  await plays(looker.page, '.ant-drawer [data-picture] video')
  await shot(looker.page, 'cascade-look')
  const { page } = await s.as('zhihui')
  await page.goto('/cascade')
  await page.getByText('正在查看 1 路').waitFor()
  await shot(page, 'cascade')
  await page.goto(`/cascade?tab=asked&upper=${upper}`)
  await page.getByText('查看画面').first().waitFor()
  await shot(page, 'cascade-asked')

  await page.goto(`/cascade?tab=shares&upper=${upper}&shared=yes`)
  await page.getByRole('row').filter({ hasText: '模拟摄像头 1' }).getByRole('checkbox').check()
  await page.getByRole('button', { name: '取消共享' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '取消共享' }).click()
  await page.goto(`/cascade?tab=asked&upper=${upper}`)
  await page.getByText('已取消共享').first().waitFor()
})

test('on a telephone', async () => {
  const command = await s.as('zhihui', { size: 'phone' })
  for (const tab of ['uppers', 'sendings', 'asked', 'shares']) {
    await command.page.goto(`/cascade?tab=${tab}&upper=${upper}`)
    await command.page.getByText(name).first().waitFor()
    await shot(command.page, `cascade-phone-${tab}`)
  }
})
