// Thirty presses at once, and two officers work the one list; then a thousand
// open alarms on one screen.
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()

type Officer = Actor & { me: { id: string; name: string } }

interface Card {
  id: string
  state: string
  mode: string
  school: { name: string }
  owner: { id: string; name: string } | null
  desk: { id: string; name: string } | null
}

async function openDesk(login: string): Promise<Officer> {
  const desk = await s.as(login)
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  const me = (await (await desk.context.request.get('/api/v1/auth/me')).json()) as { person: { id: string; name: string } }
  return { ...desk, me: me.person }
}

/** Presses from many places, as many at a time as phones would. */
async function storm(guard: Actor, presses: object[]): Promise<string[]> {
  const ids: string[] = []
  const left = presses.map((data) => ({ data, key: `storm-${++pressed}` }))
  const workers = Array.from({ length: 10 }, async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const answer = await guard.context.request.post('/api/v1/alarms', { headers: { 'Idempotency-Key': one.key }, data: one.data })
      if (!answer.ok()) throw new Error(`press ${one.key}: ${answer.status()} ${await answer.text()}`)
      ids.push(((await answer.json()) as { id: string }).id)
    }
  })
  await Promise.all(workers)
  return ids
}
let pressed = 0

/** Different places of the schools that the officer of the station sees, the guard's own school among them. */
async function places(officer: Actor, n: number): Promise<{ schoolId: string; place: string }[]> {
  const { items } = (await api(officer, '/schools/points')) as { items: [id: string, name: string, lon: number, lat: number, county: string][] }
  const own = items.find((s) => s[1] === '忻州市第一中学')!
  const schools = [own, ...items.filter((s) => s[4] === own[4] && s !== own)].map(([id]) => id)
  const spots = ['南门门卫室', '北门门卫室', '教学楼一层', '教学楼三层', '宿舍楼值班室', '食堂后厨', '操场看台', '实验楼二层', '图书馆前厅', '校医室']
  return Array.from({ length: n }, (_, i) => ({ schoolId: schools[i % schools.length]!, place: spots[Math.floor(i / schools.length)] ?? `${i} 号点位` }))
}

const row = (desk: Actor, id = '') => desk.page.locator(id ? `[data-alarm-id="${id}"]` : '[data-alarm-id]')
const waiting = (desk: Actor) => desk.page.locator('.is-waiting[data-alarm-id]:not(.is-practice)')
const detail = (desk: Actor, id: string) => desk.page.locator(`[data-detail-id="${id}"]`)
const says = (desk: Actor, words: string | RegExp) => desk.page.locator('.tile-detail').getByText(words).first().waitFor()

async function open(desk: Actor, id: string): Promise<void> {
  await row(desk, id).getByRole('button').click()
  await detail(desk, id).waitFor()
}

const chosen = (field: Locator) => field.evaluate((e) => (e as HTMLSelectElement).selectedOptions[0]?.text ?? '')

async function api(desk: Actor, path: string): Promise<unknown> {
  return (await desk.context.request.get(`/api/v1${path}`)).json()
}

test('two officers, thirty alarms: every one is taken exactly once, by whom everybody sees', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  const zhao = await openDesk('zhihui')
  const qian = await openDesk('paichusuo')
  const where = await places(qian, 30)
  // Three drills are under way when it begins, for longer than anything else.
  await storm(guard, ['操场', '一号楼', '二号楼'].map((place) => ({ place, mode: 'drill' })))
  await storm(guard, where)
  for (const desk of [zhao, qian]) await desk.page.locator('[data-rows="33"]').waitFor({ state: 'attached' })
  const { items } = (await api(zhao, '/alarms?open=true&limit=100')) as { items: Card[] }
  const real = items.filter((card) => card.mode === 'real')
  expect(real).toHaveLength(30)
  for (const desk of [zhao, qian]) {
    const ids = await desk.page.locator('[data-alarm-id]').evaluateAll((all) => all.map((e) => (e as HTMLElement).dataset.alarmId))
    expect(new Set(ids).size).toBe(33)
    // What is real stands above all practice.
    expect(new Set(ids.slice(0, 30))).toEqual(new Set(real.map((card) => card.id)))
  }
  const contested = real.find((card) => card.school.name === '忻州市第一中学')!.id

  // Each sees that the other has it open.
  await open(zhao, contested)
  await open(qian, contested)
  await row(zhao, contested).locator('.chip', { hasText: qian.me.name }).waitFor()
  await detail(qian, contested).locator('.chip', { hasText: zhao.me.name }).waitFor()
  await shot(zhao.page, 'desk-storm')

  // Both reach for it in the same moment; the request of one is on its way a little longer.
  let faster = (): void => undefined
  const first = new Promise<void>((done) => (faster = done))
  await qian.page.route('**/accept', async (route) => {
    await first
    await route.continue()
  })
  for (const desk of [zhao, qian]) await desk.page.locator('[data-key=next][data-verb=accept][aria-disabled=false]').waitFor()
  const asked = qian.page.waitForRequest('**/accept')
  await Promise.all([qian.page.keyboard.press('a'), zhao.page.keyboard.press('a'), asked])
  await detail(zhao, contested).locator('[data-charge=me]').waitFor()
  faster()
  await says(qian, new RegExp(`${zhao.me.name}已抢先接警`))
  await qian.page.unroute('**/accept')
  await says(qian, new RegExp(`现在由 ${zhao.me.name}.* 负责`))

  // Taken over, with the name of the one who has it; and given back with a word.
  await qian.page.keyboard.press('t')
  await says(qian, new RegExp(`现在由 ${zhao.me.name}.*接管后由您负责`))
  await shot(qian.page, 'desk-take')
  await qian.page.keyboard.press('Control+Enter')
  await says(qian, '现在由您负责')
  await says(zhao, new RegExp(`现在由 ${qian.me.name}.* 负责`))
  await qian.page.keyboard.press('h')
  const to = qian.page.getByLabel('移交给')
  await to.locator('option', { hasText: zhao.me.name }).waitFor({ state: 'attached' })
  while (!(await chosen(to)).includes(zhao.me.name)) await qian.page.keyboard.press('ArrowDown')
  await qian.page.keyboard.press('Tab')
  await qian.page.keyboard.insertText('家长在南门外聚集')
  await shot(qian.page, 'desk-hand-over')
  await qian.page.keyboard.press('Control+Enter')
  await says(zhao, '现在由您负责')
  await zhao.page.getByRole('status').filter({ hasText: '已移交给您' }).first().waitFor({ state: 'attached' })

  // The list is worked by two, with the keyboard alone, until nothing waits.
  const numbers = new Set(real.map((card) => card.id))
  const told: string[] = []
  const mine = { [zhao.me.name]: new Set<string>(), [qian.me.name]: new Set<string>() }
  const work = async (desk: Officer, down: number): Promise<void> => {
    const { keyboard } = desk.page
    while ((await waiting(desk).count()) > 0) {
      await keyboard.press('Escape')
      for (let i = 0; i < down; i++) await keyboard.press('j')
      const id = await desk.page.evaluate(() => location.hash.slice(1))
      if (!numbers.has(id)) {
        down = 1 // past the end of what is real
        continue
      }
      await detail(desk, id).waitFor()
      const next = detail(desk, id).locator('[data-key=next][data-verb=accept][aria-disabled=false]')
      const taken = detail(desk, id).locator('[data-charge=me], [data-charge=other]')
      await next.or(taken).first().waitFor()
      if (!(await next.isVisible())) {
        down = 1 // and past what waits
        continue
      }
      await keyboard.press('a')
      await taken.waitFor()
      if ((await taken.getAttribute('data-charge')) === 'me') mine[desk.me.name]!.add(id)
      else told.push(id)
    }
  }
  await Promise.all([work(zhao, 1), work(qian, 4)])

  for (const { id } of real) {
    const got = (await api(zhao, `/alarms/${id}`)) as { alarm: Card; timeline: { kind: string; byName: string }[] }
    const accepted = got.timeline.filter((e) => e.kind === 'accepted')
    expect(accepted).toHaveLength(1)
    expect([zhao.me.id, qian.me.id]).toContain(got.alarm.owner?.id)
    expect(accepted[0]!.byName).toBe(got.alarm.owner!.name)
    await row(zhao, id).locator('.row-owner', { hasText: got.alarm.owner!.name }).waitFor()
    await row(qian, id).locator('.row-owner', { hasText: got.alarm.owner!.name }).waitFor()
  }
  const each = Object.values(mine).map((ids) => ids.size)
  console.log(`storm of 30: each taken once, by two officers ${each.join(' + ')}, told ${told.length} times that a colleague was faster`)
  expect(each[0]! + each[1]!).toBe(29)
  expect(Math.min(...each)).toBeGreaterThan(0)

  // Who knows, and who does not yet.
  await zhao.page.evaluate((id) => (location.hash = id), contested)
  const knows = (agency: string, known: boolean) => detail(zhao, contested).locator(`[data-agency=${agency}][data-known=${known}]`)
  await knows('police', true).filter({ hasText: /\d\d:\d\d:\d\d/ }).waitFor()
  await knows('school', false).filter({ hasText: '未知悉' }).waitFor()
  await knows('education', false).filter({ hasText: '未知悉' }).waitFor()
  const county = await openDesk('xianju')
  await open(county, contested)
  await detail(county, contested).getByRole('button', { name: '本单位已知悉' }).click()
  await knows('education', true).filter({ hasText: county.me.name }).waitFor()
  await knows('school', false).waitFor()
  await shot(zhao.page, 'desk-acks')

  // To the end with the keyboard alone: dispatch, arrival, done, reset.
  for (const verb of ['dispatch', 'arrive', 'resolve', 'reset'] as const) {
    await detail(zhao, contested).locator(`[data-key=next][data-verb=${verb}][aria-disabled=false]`).waitFor()
    await zhao.page.keyboard.press('a')
    if (verb !== 'dispatch' && verb !== 'resolve') continue
    await detail(zhao, contested).locator('form.inline').waitFor()
    await zhao.page.keyboard.press('Control+Enter')
  }
  await row(qian, contested).waitFor({ state: 'detached' })
}, 240_000)

/** By alarm: the ms from its news to its row. */
type Delays = Record<string, number>

/** Runs in the page before its own code: notes for each alarm when its news came and when its row stood there. */
function measuring(): void {
  const heard = new Map<string, number>()
  const delays: Delays = {}
  ;(window as unknown as { delays: Delays }).delays = delays
  const listen = EventSource.prototype.addEventListener
  EventSource.prototype.addEventListener = function (this: EventSource, name: string, take: EventListener) {
    const noted = (event: Event): void => {
      if (name === 'alarms') heard.set((JSON.parse((event as MessageEvent<string>).data) as { id: string }).id, performance.now())
      take(event)
    }
    listen.call(this, name, noted)
  } as typeof listen
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        const id = node instanceof HTMLElement ? node.dataset.alarmId : undefined
        const at = id && heard.get(id)
        if (!at) continue
        heard.delete(id)
        delays[id] ??= Math.round((performance.now() - at) * 10) / 10
      }
    }
  }).observe(document, { childList: true, subtree: true })
}

interface Traced {
  name: string
  pid: number
  tid: number
  ph: string
  dur?: number
  tdur?: number
  args: { name?: string }
}

/**
 * The tasks over 50 ms of the pages' main threads while something is done, each in
 * ms of the processor: what the page itself takes, on however busy a machine.
 */
async function longTasks({ page }: Actor, doing: () => Promise<unknown>): Promise<number[]> {
  await s.browser.startTracing(page, { categories: ['toplevel'] })
  await doing()
  const { traceEvents } = JSON.parse((await s.browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  const thread = ({ pid, tid }: Traced): string => `${pid} ${tid}`
  const pages = new Set(traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map(thread))
  const tasks = traceEvents.filter((e) => e.ph === 'X' && e.name.endsWith('RunTask') && pages.has(thread(e)))
  expect(tasks.length).toBeGreaterThan(10)
  return tasks.map((e) => Math.round((e.tdur ?? e.dur ?? 0) / 1000)).filter((ms) => ms > 50)
}

test('a thousand open alarms: a new one is there within a frame, and nothing stalls', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  const before = ((await api(await s.as('zhihui'), '/alarms?open=true&limit=2000')) as { items: Card[] }).items.length
  await storm(guard, Array.from({ length: 1000 - before }, (_, i) => ({ place: `${i} 号点位`, kind: 'other' })))
  const desk = await s.as('zhihui')
  const { page } = desk
  await page.addInitScript(measuring)
  const opening = await longTasks(desk, async () => {
    await page.goto('/desk')
    await page.locator('[data-rows="1000"]').waitFor({ state: 'attached' })
    await page.locator('.map-marks button').first().waitFor({ state: 'attached' })
    await page.locator('.tile-map canvas').first().waitFor()
  })
  expect(await row(desk).count()).toBeLessThan(60)

  // The keyboard walks through it, the wheel runs through all of it.
  const position = (): Promise<number> => page.evaluate(() => Number(document.activeElement?.closest('[aria-posinset]')?.getAttribute('aria-posinset') ?? 0))
  await page.evaluate(() => (location.hash = document.querySelector<HTMLElement>('[aria-posinset="1"]')!.dataset.alarmId!))
  for (let i = 0; i < 60; i++) await page.keyboard.press('j')
  await expect.poll(position).toBe(61)
  expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom <= innerHeight)).toBe(true)
  const list = (await page.locator('.rows-box').boundingBox())!
  const scrolling = await longTasks(desk, async () => {
    await page.mouse.move(list.x + 50, list.y + 200)
    while (!(await page.locator('[aria-posinset="1000"]').isVisible())) await page.mouse.wheel(0, 4000)
  })
  await shot(page, 'desk-thousand')

  // The officer is back at the top, where what is worst comes in.
  await page.evaluate(() => document.querySelector('.rows-box')!.scrollTo(0, 0))
  await page.locator('[aria-posinset="1"]').waitFor()
  const fresh: string[] = []
  const arriving = await longTasks(desk, async () => {
    for (let i = 1; i <= 12; i++) {
      fresh.push(...(await storm(guard, [{ place: `${i} 号楼`, kind: 'violence' }])))
      await page.locator(`[data-rows="${1000 + i}"]`).waitFor({ state: 'attached' })
    }
  })
  const delays = await page.evaluate(() => (window as unknown as { delays: Delays }).delays)
  const sorted = fresh.flatMap((id) => delays[id] ?? []).sort((a, b) => a - b)
  const burst = await longTasks(desk, async () => {
    await storm(guard, Array.from({ length: 30 }, (_, i) => ({ place: `${i} 号宿舍`, kind: 'violence' })))
    await page.locator('[data-rows="1042"]').waitFor({ state: 'attached' })
  })
  console.log(
    `1,000 open, tasks over 50 ms of the processor: opening ${JSON.stringify(opening)}, scrolling ${JSON.stringify(scrolling)}, 12 new ones ` +
      `${JSON.stringify(arriving)}, 30 at once ${JSON.stringify(burst)} ms; a new row in the document after p50 ${sorted[6]} ms, max ${sorted.at(-1)} ms`,
  )
  expect(sorted).toHaveLength(12)
  // A frame or two on a machine of its own; here another journey runs beside it.
  expect(sorted[6]).toBeLessThan(200)
  expect(Math.max(0, ...opening)).toBeLessThan(400)
  expect(Math.max(0, ...scrolling, ...arriving, ...burst)).toBeLessThan(200)
}, 180_000)
