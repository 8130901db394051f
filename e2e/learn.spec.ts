// A pupil's own telephone: from the printed slip to what the server has written down.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { logIn, shot, stage } from './support'
import { root } from './support/city'

const s = stage()

interface Slips { code: string; className: string; items: { seat: number; name: string; start: string; link: string; pupilId: string }[] }
interface Question { kind: string; text: string; options: string[]; right: number[]; spots?: { x: number; y: number; w: number; h: number }[] }

let slips: Slips
let questions: Question[]
const title = '冬季防火专题'
/** The card of this journey's campaign among the pupil's. */
const mine = (page: Page): Locator => page.locator('section.card').filter({ hasText: title })

async function call<T>(login: string, path: string, body?: unknown): Promise<T> {
  const context = await s.browser.newContext({ baseURL: s.app.url })
  await logIn(context, login)
  const answer = await (body ? context.request.post(path, { data: body, headers: { Origin: s.app.url } }) : context.request.get(path))
  const got = (await answer.json()) as T
  await context.close()
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${JSON.stringify(got)}`)
  return got
}

beforeAll(async () => {
  const { items: schools } = await call<{ items: { id: string }[] }>('xiaozhang', '/api/v1/schools')
  const { items: classes } = await call<{ items: { id: string }[] }>('xiaozhang', `/api/v1/schools/${schools[0]!.id}/pupils`)
  slips = await call<Slips>('xiaozhang', `/api/v1/classes/${classes[0]!.id}/slips`, { pupils: [] })
  const { items: known } = await call<{ items: { id: string; stage: string; topic: string }[] }>('jiaoyuju', '/api/v1/lessons?topic=fire')
  const lessons = Object.fromEntries(known.filter((l) => l.stage !== 'kindergarten').map((l) => [l.stage, l.id]))
  type Card = { id: string; version: number; state: string }
  let card = await call<Card>('jiaoyuju', '/api/v1/campaigns', {
    path: '/14/1409/', title, theme: '知危险 会避险', definition: '全部必做步骤在截止前完成', stages: ['lower', 'upper', 'junior', 'senior'],
    steps: [
      { kind: 'learn', title: '看一看', topic: 'fire', lessons, minSeconds: 2 },
      { kind: 'quiz', title: '答一答', topic: 'fire', lessons, minSeconds: 1 },
      { kind: 'commit', title: '我承诺', text: '我承诺：遇到火情先报警、再撤离，不贪恋财物。' },
    ],
    startAt: Date.now() - 60_000, untilAt: Date.now() + 10 * 86_400_000,
  })
  for (const [as, verb] of [['jiaoyuju', 'submit'], ['fenguan', 'approve'], ['jiaoyuju', 'publish']] as const) {
    card = await call<Card>(as, `/api/v1/campaigns/${card.id}/${verb}`, { version: card.version })
  }
  await vi.waitFor(async () => expect((await call<Card>('jiaoyuju', `/api/v1/campaigns/${card.id}`)).state).toBe('running'), 20_000)
  const all = ['lower', 'upper', 'junior', 'senior'].map((x) => JSON.parse(readFileSync(join(root, `internal/modules/lesson/content/fire.${x}.json`), 'utf8')) as { questions: Question[] })
  questions = all.flatMap((x) => x.questions)
}, 60_000)

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

/** Answers the question that is shown, by what its author has said is right. */
async function answer(page: Page): Promise<void> {
  const legend = (await page.locator('legend').evaluate((el) => [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join(''))).trim()
  const options = await page.locator('.lesson-option > span:not(.lesson-nth):not(.lesson-hidden)').allTextContents()
  const q = questions.find((x) => x.text.trim() === legend && (x.kind === 'hotspot' || [...x.options].sort().join() === [...options].sort().join()))
  if (!q) throw new Error(`nobody has written: ${legend}`)
  if (q.kind !== 'hotspot') {
    for (const r of q.right) await page.locator('.lesson-option').nth(options.indexOf(q.options[r]!)).click()
    return
  }
  const box = (await page.locator('.lesson-pick').boundingBox())!
  for (const r of q.right) {
    const spot = q.spots![r]!
    await page.locator('.lesson-pick').click({ position: { x: (box.width * (spot.x + spot.w / 2)) / 100, y: (box.height * (spot.y + spot.h / 2)) / 100 } })
  }
}

async function through(page: Page): Promise<void> {
  while (await button(page, '下一页').count()) await button(page, '下一页').click()
}

test('from the slip to done, through a reload and a lost network', async () => {
  const pupil = await s.visit({ size: 'phone' })
  pupil.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/)
  const { page } = pupil
  const slip = slips.items[0]!
  await page.goto(slip.link)
  await shot(page, 'learn-door')
  await button(page, '下一步').click()
  await page.getByRole('heading', { name: `${slip.name}，你好！` }).waitFor()
  await page.getByLabel('密码', { exact: true }).fill('1234')
  await page.getByLabel('再输一遍').fill('1234')
  await button(page, '记住了').click()
  await page.getByRole('alert').filter({ hasText: '太容易猜到' }).waitFor()
  await page.getByLabel('密码', { exact: true }).fill('2580')
  await page.getByLabel('再输一遍').fill('2580')
  await shot(page, 'learn-pin')
  await button(page, '记住了').click()
  await page.getByRole('heading', { name: title }).waitFor()
  expect(page.url()).not.toContain(slip.start)
  await shot(page, 'learn-list')
  await mine(page).getByRole('button', { name: '开始学习' }).click()
  await shot(page, 'learn-steps')
  await button(page, '开始这一步').click()
  await button(page, '下一页').click()
  await page.getByText(/^2 \/ \d+$/).waitFor()
  await shot(page, 'learn-page')
  await page.reload()
  await mine(page).getByRole('button', { name: /接着学|开始学习/ }).click()
  await page.getByText(/^2 \/ \d+$/).waitFor()
  await through(page)
  await button(page, '学完了').click()
  await button(page, '完成这一步').or(page.locator('[data-state="done"]')).first().waitFor()
  if (await button(page, '完成这一步').count()) await button(page, '完成这一步').click()
  await page.locator('[data-state="done"]').first().waitFor()

  await button(page, '开始这一步').click()
  await page.locator('legend').waitFor()
  await shot(page, 'learn-quiz')
  for (;;) {
    await answer(page)
    if (!(await button(page, '下一页').count())) break
    await button(page, '下一页').click()
  }
  await pupil.context.setOffline(true)
  await button(page, '交卷').click()
  await page.locator('.wait button').or(page.getByText('未发送')).first().waitFor()
  if (await page.locator('.wait button').count()) await page.locator('.wait button').click()
  await page.getByRole('heading', { name: '未发送' }).waitFor()
  await shot(page, 'learn-unsent')
  await pupil.context.setOffline(false)
  await page.getByText(/答对 \d 题，共 5 题/).waitFor()

  await button(page, '开始这一步').click()
  await shot(page, 'learn-promise')
  await button(page, '我承诺').click()
  await page.getByText(/服务器已记下 \d\d:\d\d:\d\d/).waitFor()
  await shot(page, 'learn-done')
  await button(page, '好了').click()
  await mine(page).getByText(/^已完成 · /).waitFor()
}, 120_000)

test('wrong PINs lock the pupil and say for how long; a computer room forgets him', async () => {
  const slip = slips.items[1]!
  const guess = await s.visit({ size: 'phone' })
  const { page } = guess
  await page.goto(`/learn?c=${slips.code}&room=1`)
  await page.getByLabel('座号').fill(String(slip.seat))
  await button(page, '第一次来').click()
  await page.getByLabel('起始码').fill(slip.start)
  await button(page, '下一步').click()
  await page.getByLabel('密码', { exact: true }).fill('80617')
  await page.getByLabel('再输一遍').fill('80617')
  await button(page, '记住了').click()
  await page.getByRole('heading', { name: title }).waitFor()
  await button(page, '退出').click()
  await page.getByRole('heading', { name: '你是谁？' }).waitFor()
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))).not.toContain(slip.name)
  await page.getByLabel('班级码').fill(slips.code)
  await page.getByLabel('座号').fill(String(slip.seat))
  for (const said of ['还可以再试 4 次', '还可以再试 3 次', '还可以再试 2 次', '还可以再试 1 次', '15 分钟后再试']) {
    await page.getByLabel(/^密码/).fill('999111')
    await button(page, '进入').click()
    await page.getByRole('alert').filter({ hasText: said }).waitFor()
  }
  await page.getByLabel(/^密码/).fill('80617')
  await button(page, '进入').click()
  await page.getByRole('alert').filter({ hasText: '分钟后再试' }).waitFor()
  await shot(page, 'learn-locked')
})
