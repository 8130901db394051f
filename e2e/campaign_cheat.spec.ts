// A script that does a whole class's lessons is caught: the doubt stands beside the rate, a person
// judges it, and the rate follows.
import { expect, test, vi } from 'vitest'
import { logIn, shot, stage } from './support'

const s = stage()
const title = '交通安全小课堂'

interface Slips { code: string; items: { seat: number; start: string }[] }
interface Card { id: string; version: number; state: string }

async function as(login: string): Promise<<T>(path: string, data?: unknown) => Promise<T>> {
  const context = await s.browser.newContext({ baseURL: s.app.url })
  await logIn(context, login)
  return async <T>(path: string, data?: unknown): Promise<T> => {
    const answer = data ? await context.request.post(path, { data }) : await context.request.get(path)
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

/** What the script sends: no browser, no pages read. */
async function post(path: string, body: unknown, header: Record<string, string> = {}): Promise<{ status: number; code?: string; token?: string; ticket?: string; done?: boolean }> {
  const answer = await fetch(s.app.url + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...header } })
  return { status: answer.status, ...((await answer.json()) as object) }
}

async function campaign(): Promise<Card> {
  const [author, approver] = await Promise.all([as('jiaoyuju'), as('fenguan')])
  const { items } = await author<{ items: { id: string; stage: string }[] }>('/api/v1/lessons?topic=traffic')
  const lessons = Object.fromEntries(items.filter((l) => l.stage !== 'kindergarten').map((l) => [l.stage, l.id]))
  let card = await author<Card>('/api/v1/campaigns', {
    path: '/14/1409/', title, theme: '平安出行', definition: '看完课程', stages: Object.keys(lessons),
    steps: [{ kind: 'learn', title: '看一看', topic: 'traffic', lessons, minSeconds: 2 }],
    startAt: Date.now() - 60_000, untilAt: Date.now() + 10 * 86_400_000,
  })
  card = await author<Card>(`/api/v1/campaigns/${card.id}/submit`, { version: card.version })
  card = await approver<Card>(`/api/v1/campaigns/${card.id}/approve`, { version: card.version })
  await author(`/api/v1/campaigns/${card.id}/publish`, { version: card.version })
  await vi.waitFor(async () => {
    card = await author<Card>(`/api/v1/campaigns/${card.id}`)
    expect(card.state).toBe('running')
  }, 60_000)
  return card
}

test('a script does the lessons of a whole class: it is doubted, judged by a person, and the rate follows', async () => {
  const card = await campaign()
  const principal = await as('xiaozhang')
  const { items: schools } = await principal<{ items: { id: string }[] }>('/api/v1/schools')
  const { items: classes } = await principal<{ items: { id: string }[] }>(`/api/v1/schools/${schools[0]!.id}/pupils`)
  const slips = await principal<Slips>(`/api/v1/classes/${classes[1]!.id}/slips`, { pupils: [] })

  // Somebody has collected the slips of the class, and one computer does them all at once.
  const steps = `/api/v1/learn/${card.id}/steps/0`
  const open = await Promise.all(slips.items.map(async ({ seat, start }) => {
    const { token } = await post('/api/v1/pupils/begin', { code: slips.code, seat, start, pin: String(2580 + seat) })
    const header = { Authorization: `Bearer ${token}`, 'X-Device': 'one-computer' }
    const { ticket } = await post(`${steps}/start`, {}, header)
    return { header, ticket }
  }))
  // Nobody is faster than the clock of the server, and no ticket can be made or given away.
  const [one, two] = open
  expect((await post(`${steps}/finish`, { ticket: one!.ticket }, one!.header)).code).toBe('campaign.too_soon')
  expect((await post(`${steps}/finish`, { ticket: one!.ticket }, two!.header)).code).toBe('campaign.ticket_invalid')
  expect((await post(`${steps}/finish`, { ticket: `${one!.ticket!.slice(0, -2)}AA` }, one!.header)).code).toBe('campaign.ticket_invalid')
  await vi.waitFor(async () => {
    const done = await Promise.all(open.map(({ header, ticket }) => post(`${steps}/finish`, { ticket }, header)))
    expect(done.every((d) => d.done)).toBe(true)
  }, { timeout: 60_000, interval: 500 })

  // The bureau sees the rate, and within half a minute how much of it is doubtful.
  const bureau = await s.as('jiaoyuju')
  await bureau.page.goto(`/campaigns/${card.id}`)
  const headline = bureau.page.locator('[data-figure=headline]')
  await headline.filter({ hasText: new RegExp(`^${slips.items.length} ÷`) }).waitFor()
  await headline.filter({ hasNotText: '存疑 0.00%' }).waitFor({ timeout: 60_000 })
  await shot(bureau.page, 'campaign-doubt')

  // The school looks into it, and finds that nobody has learnt anything.
  const school = await s.as('xiaozhang')
  await school.page.goto(`/campaigns/${card.id}`)
  await school.page.getByRole('tab', { name: /存疑/ }).click()
  const found = school.page.getByRole('row').filter({ hasText: '同一设备短时间内多人完成' })
  await found.getByText(String(slips.items.length), { exact: true }).waitFor()
  await shot(school.page, 'campaign-flags')
  await found.getByRole('button', { name: '认定不实' }).click()
  const form = school.page.getByRole('dialog', { name: '认定不实' })
  await form.getByLabel('核查情况').fill('询问学生：没有学习，密码条被收走代做。')
  await form.getByRole('button', { name: '认定不实' }).click()
  await found.getByText('认定不实').waitFor()

  await bureau.page.reload()
  await headline.filter({ hasText: /^0 ÷/ }).waitFor()
  // The old ticket counts no more; the pupil may learn.
  expect((await post(`${steps}/finish`, { ticket: one!.ticket }, one!.header)).status).toBe(409)
  expect((await post(`${steps}/start`, {}, one!.header)).status).toBe(200)
})
