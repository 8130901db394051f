// Real one-key boxes: DC-09 with AES from our own simulator, MQTT from mosquitto's client. A press
// rings on the desk, a box gone silent is a fault on its school's list, and ends by itself.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, expect, test } from 'vitest'
import { binary } from './support/city'
import { shot, stage, type Actor } from './support'

const s = stage()
const run = promisify(execFile)
const folder = mkdtemp(join(tmpdir(), 'huxue-boxes-'))
const living = new Set<ChildProcess>()

afterEach(async () => {
  for (const box of living) await silence(box, 'SIGKILL')
})
afterAll(async () => rm(await folder, { recursive: true, force: true }))

interface Box {
  id: string
  code: string
  secret: string
}

type Protocol = 'dc09' | 'mqtt'

/** A box on the register of the safety officer's school; it promises to speak every five seconds. */
async function register(keeper: Actor, protocol: Protocol, name: string): Promise<Box> {
  const where = (await (await keeper.context.request.get(`${s.app.url}/api/v1/alarms/context`)).json()) as { schools: { id: string; places: { id: string; name: string }[] }[] }
  const school = where.schools[0]
  const gate = school?.places.find((p) => /门/.test(p.name))
  const answer = await keeper.context.request.post(`${s.app.url}/api/v1/equipment`, {
    data: { schoolId: school?.id, placeId: gate?.id, name, kind: 'box', protocol, code: protocol === 'dc09' ? 'A1B2' : '', panic: true, heartbeatS: 5 },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  const { device, secret } = (await answer.json()) as { device: { id: string; code: string }; secret: string }
  return { id: device.id, code: device.code, secret }
}

/** A box that lives, and presses every so often if told to. */
async function live(protocol: Protocol, box: Box, press = '0s'): Promise<ChildProcess> {
  const file = join(await folder, `${protocol}.csv`)
  await writeFile(file, `${box.code},${box.secret}\n`)
  const child = spawn(binary, ['simulate', 'boxes', '-protocol', protocol, '-server', s.app.hears[protocol], '-devices', file, '-beat', '2s', '-press', press], { stdio: ['ignore', 'ignore', 'inherit'] })
  living.add(child)
  return child
}

async function silence(box: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  living.delete(box)
  if (box.exitCode !== null || box.signalCode !== null) return
  const gone = once(box, 'exit')
  box.kill(signal)
  await gone
}

async function state(keeper: Actor, box: Box): Promise<string> {
  const answer = await keeper.context.request.get(`${s.app.url}/api/v1/equipment/${box.id}`)
  return ((await answer.json()) as { state: string }).state
}

const patient = { timeout: 40_000, interval: 200 }

/** What waits on the list of who keeps the school's devices. */
async function faults(page: Page, name: string): Promise<number> {
  await page.goto('/home')
  await page.getByText(/件待办|没有待办事项/).first().waitFor()
  return page.getByRole('listitem').filter({ hasText: `设备故障` }).filter({ hasText: name }).count()
}

async function openDesk(): Promise<Page> {
  const { page } = await s.as('zhihui')
  await page.goto('/desk')
  await page.locator('[data-ready]').waitFor({ state: 'attached' })
  return page
}

/** Rings, is looked at, and is taken to its end. */
async function answered(desk: Page, picture: string): Promise<void> {
  const row = desk.locator('[data-alarm-state=waiting]')
  await row.first().waitFor()
  expect(await row.count()).toBe(1)
  const alarm = await row.first().getAttribute('data-alarm-id')
  await row.first().click()
  await desk.locator('[data-detail-id]').getByText(/门/).first().waitFor()
  await shot(desk, picture)
  await desk.locator('[data-key=next][data-verb=accept][aria-disabled=false]').waitFor()
  await desk.keyboard.press('a')
  await desk.locator(`[data-alarm-state=accepted][data-alarm-id="${alarm}"]`).waitFor()
}

test('a DC-09 box with AES rings on the desk; gone silent it is a fault, heard again it is none', async () => {
  const keeper = await s.as('anquan')
  const box = await register(keeper, 'dc09', 'DC-09 报警主机')
  const desk = await openDesk()
  const pressing = await live('dc09', box, '1s')
  await answered(desk, 'desk-dc09')
  await expect.poll(() => state(keeper, box), patient).toBe('online')
  await silence(pressing, 'SIGKILL')

  // Three heartbeats of five seconds without a word.
  await expect.poll(() => faults(keeper.page, 'DC-09 报警主机'), patient).toBe(1)
  expect(await state(keeper, box)).toBe('lost')
  await shot(keeper.page, 'box-fault')
  await live('dc09', box)
  await expect.poll(() => faults(keeper.page, 'DC-09 报警主机'), patient).toBe(0)
  expect(await state(keeper, box)).toBe('online')
})

test('an MQTT box rings on the desk; its last will is a fault at once, and it ends by itself', async () => {
  const keeper = await s.as('anquan')
  const box = await register(keeper, 'mqtt', 'MQTT 报警盒')
  const desk = await openDesk()
  const [host, port] = s.app.hears.mqtt.split(':') as [string, string]
  const say = (topic: string, text: string, password = box.secret) =>
    run('mosquitto_pub', ['-h', host, '-p', port, '-u', box.code, '-P', password, '-q', '1', '-t', topic, '-m', text])
  await say(`huxue/${box.code}`, '{"heartbeat":true,"battery":88}')
  await expect.poll(() => state(keeper, box), patient).toBe('online')
  await expect(say(`huxue/${box.code}/press`, '{"press":true}', 'guess')).rejects.toThrow()
  await say('huxue/hxsomebodyelse/press', '{"press":true}').catch(() => undefined) // dropped, or hung up on
  expect(await desk.locator('[data-alarm-state=waiting]').count()).toBe(0)

  // As Zigbee2MQTT says it, under the box's own topic.
  await say(`zigbee2mqtt/${box.code}`, '{"action":"emergency","battery":97}')
  await answered(desk, 'desk-mqtt')

  const alive = await live('mqtt', box)
  await expect.poll(() => state(keeper, box), patient).toBe('online')
  await silence(alive, 'SIGKILL')
  await expect.poll(() => faults(keeper.page, 'MQTT 报警盒'), patient).toBe(1)
  await live('mqtt', box)
  await expect.poll(() => faults(keeper.page, 'MQTT 报警盒'), patient).toBe(0)
  expect(await state(keeper, box)).toBe('online')
})
