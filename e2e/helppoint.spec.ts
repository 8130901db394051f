// A help-point at a gate calls: it rings on the desk beside its alarm, the first desk that answers speaks with it
// through the browser, and the others see who has it. The post is ours; its SIP and its sound are real.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { binary } from './support/city'
import { shot, stage } from './support'

const s = stage()
const folder = mkdtemp(join(tmpdir(), 'huxue-help-'))
const posts = new Set<ChildProcess>()

afterAll(async () => {
  for (const post of posts) {
    if (post.exitCode !== null) continue
    const gone = once(post, 'exit')
    post.kill('SIGKILL')
    await gone
  }
  await rm(await folder, { recursive: true, force: true })
})

/** A help-point at the gate of the safety officer's school, which calls once; `said` is what it says of that. */
async function press(code: string, name: string): Promise<{ said: () => string }> {
  const keeper = await s.as('anquan')
  const where = (await (await keeper.context.request.get(`${s.app.url}/api/v1/alarms/context`)).json()) as { schools: { id: string; places: { id: string; name: string }[] }[] }
  const school = where.schools[0]
  const gate = school?.places.find((p) => /门/.test(p.name))
  const answer = await keeper.context.request.post(`${s.app.url}/api/v1/equipment`, {
    data: { schoolId: school?.id, placeId: gate?.id, name, kind: 'helppoint', protocol: 'sip', code, panic: true, heartbeatS: 60 },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  const { secret } = (await answer.json()) as { secret: string }
  const file = join(await folder, `${code}.csv`)
  await writeFile(file, `${code},${secret}\n`)
  let out = ''
  const child = spawn(binary, ['simulate', 'helppoints', '-server', s.app.hears.sip, '-devices', file], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  posts.add(child)
  return { said: () => out }
}

/** A desk whose connections a test can ask how much came and went. */
async function openDesk(login: string, noMicrophone = false): Promise<Page> {
  const { page, context } = await s.as(login)
  await context.addInitScript((mute) => {
    const all: RTCPeerConnection[] = []
    const Real = RTCPeerConnection
    Object.assign(window, {
      connections: all,
      RTCPeerConnection: class extends Real {
        constructor(...a: ConstructorParameters<typeof RTCPeerConnection>) {
          super(...a)
          all.push(this)
        }
      },
    })
    if (mute) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  }, noMicrophone)
  await page.goto('/desk')
  await page.locator('[data-ready]').waitFor({ state: 'attached' })
  return page
}

/** Packets of sound in and out, over all connections of the page, and how loud what came in was. */
const flow = (page: Page) =>
  page.evaluate(async () => {
    const sum = { heard: 0, said: 0, energy: 0 }
    for (const pc of (window as unknown as { connections: RTCPeerConnection[] }).connections) {
      for (const report of (await pc.getStats()).values() as Iterable<{ type: string; packetsReceived?: number; packetsSent?: number; totalAudioEnergy?: number; codecId?: string }>) {
        if (report.type === 'inbound-rtp') {
          sum.heard += report.packetsReceived ?? 0
          sum.energy += report.totalAudioEnergy ?? 0
        }
        if (report.type === 'outbound-rtp') sum.said += report.packetsSent ?? 0
      }
    }
    return sum
  })

const count = (text: string, word: string): number => Math.max(0, ...[...text.matchAll(new RegExp(`${word} (\\d+)`, 'g'))].map((m) => Number(m[1])))
const patient = { timeout: 20_000, interval: 100 }

test('a help-point rings, is answered with both voices, and is hung up on', async () => {
  const desk = await openDesk('zhihui')
  const other = await openDesk('zhihui')
  const post = await press('gate-01', '校门求助点')
  await desk.locator('[data-alarm-state=waiting]').first().click()
  await other.locator('[data-alarm-state=waiting]').first().click()
  await desk.locator('[data-call=ringing]').waitFor()
  await other.locator('[data-call=ringing]').waitFor()
  expect(post.said()).toContain('rings')
  await shot(desk, 'desk-helppoint-rings')
  await desk.getByRole('button', { name: '接听' }).click()
  await desk.locator('[data-call=answered][data-talks=true]').getByText('已接通，请讲话').waitFor()
  await expect.poll(() => flow(desk).then((f) => Math.min(f.heard, f.said)), patient).toBeGreaterThan(50)
  await expect.poll(() => flow(desk).then((f) => f.energy), patient).toBeGreaterThan(0)
  // The post hears the fake microphone's beeps, not only our silence.
  await expect.poll(() => count(post.said(), 'heard'), patient).toBeGreaterThan(50)
  await expect.poll(() => count(post.said(), 'voices'), patient).toBeGreaterThan(5)
  await other.locator('[data-call=answered][data-talks=false]').getByText('接听', { exact: false }).first().waitFor()
  expect(await other.getByRole('button', { name: '接听', exact: true }).count()).toBe(0)
  await shot(desk, 'desk-helppoint')
  await desk.getByRole('button', { name: '挂断' }).click()
  await desk.locator('[data-call=over]').waitFor()
  await expect.poll(() => post.said().includes('over:'), patient).toBe(true)
  await other.locator('[data-call=over]').waitFor()
  await desk.locator('[data-key=next][data-verb=accept][aria-disabled=false]').click()
  await desk.locator('[data-alarm-state=accepted]').waitFor()
})

test('without a microphone the desk listens and says so; closing the page hangs up', async () => {
  const desk = await openDesk('zhihui', true)
  const post = await press('gate-02', '宿舍求助点')
  await desk.locator('[data-alarm-state=waiting]').first().click()
  await desk.getByRole('button', { name: '接听' }).click()
  await desk.getByText('没有麦克风或未允许使用，只能听').waitFor()
  await expect.poll(() => flow(desk).then((f) => f.heard), patient).toBeGreaterThan(50)
  await desk.close()
  await expect.poll(() => post.said().includes('over:'), patient).toBe(true)
  expect(count(post.said(), 'voices')).toBe(0)
})
