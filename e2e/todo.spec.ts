// My work: what waits for somebody appears by itself, leads to where it is done, and goes away when it is done.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()

interface Card {
  id: string
  version: number
}

/** An act without its page; the alarm has journeys of its own. */
async function act(who: Actor, path: string, data: object): Promise<Card> {
  const answer = await who.context.request.post(`${s.app.url}${path}`, { data, headers: { 'Idempotency-Key': `${path} ${Math.random()}` } })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return (await answer.json()) as Card
}

test('a closed alarm leaves its review on the principal\'s list', async () => {
  const principal = await s.as('xiaozhang')
  const { page } = principal
  await page.goto('/')
  await page.waitForURL('**/home')
  await page.getByText(/件待办|没有待办事项/).first().waitFor() // the demo city has left him a few things
  const review = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: /^复盘：/ }) })
  expect(await review.count()).toBe(0)

  const guard = await s.as('menwei')
  const desk = await s.as('zhihui')
  let card = await act(guard, '/api/v1/alarms', {})
  for (const [verb, more] of [['accept', {}], ['dispatch', { unit: '城区派出所', phone: '', note: '' }], ['arrive', {}], ['resolve', { note: '已处置' }]] as const) {
    card = await act(desk, `/api/v1/alarms/${card.id}/${verb}`, { version: card.version, ...more })
  }

  await expect
    .poll(async () => {
      await page.reload()
      await page.getByText(/件待办|没有待办事项/).first().waitFor()
      return review.count()
    }, { timeout: 20_000 })
    .toBe(1)
  await review.getByText('还有 3 天').waitFor()
  await shot(page, 'home')
  await review.getByRole('button', { name: /^办结/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '办结' }).click()
  await review.waitFor({ state: 'detached' })

  const colleague = await s.as('anquan', { size: 'phone' })
  await colleague.page.goto('/home')
  await colleague.page.getByText(/件待办|没有待办事项/).first().waitFor()
  expect(await colleague.page.getByRole('link', { name: /^复盘：/ }).count()).toBe(0)
  await shot(colleague.page, 'home-phone')
})

test('everybody finds the ways to his own work, and no others', async () => {
  for (const [login, has, hasNot] of [['guanli', '系统设置', '警务台'], ['zhihui', '警务台', '系统设置'], ['jiaoyuju', '导入学校', '系统设置']] as const) {
    const { page } = await s.as(login)
    await page.goto('/home')
    const entries = page.getByRole('main').getByRole('link', { name: new RegExp(has) })
    await entries.first().waitFor()
    expect(await page.getByRole('main').getByRole('link', { name: new RegExp(hasNot) }).count()).toBe(0)
  }
  const english = await s.as('jiaoyuju', { lang: 'en-US', size: 'phone' })
  await english.page.goto('/home')
  await english.page.getByRole('heading', { level: 1 }).waitFor()
})
