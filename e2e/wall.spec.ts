// The board on the command room's wall: read by many, touched by nobody.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()

async function openWall(login: string): Promise<Actor> {
  const wall = await s.as(login)
  await wall.page.setViewportSize({ width: 1920, height: 1080 })
  await wall.page.goto('/wall')
  await wall.page.locator('.wall-list[data-ready]').waitFor({ state: 'attached' })
  return wall
}

async function press(guard: Actor, key: string, body: object): Promise<string> {
  const answer = await guard.context.request.post('/api/v1/alarms', { headers: { 'Idempotency-Key': key }, data: body })
  return ((await answer.json()) as { id: string }).id
}

/** Text that cannot be read from the other end of the room. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const small: string[] = []
    for (const e of document.querySelectorAll<HTMLElement>('.wall *')) {
      const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim())
      if (own && e.checkVisibility() && !e.closest('.visually-hidden, .map-marks') && parseFloat(getComputedStyle(e).fontSize) < 16) {
        small.push(`${e.className}: ${e.textContent}`)
      }
    }
    return small
  })
}

test('the wall shows what waits and what runs, by itself', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  const wall = await openWall('zhihui')
  await wall.page.getByText('现在没有未结报警').waitFor()
  await wall.page.getByRole('switch', { name: '大屏声音：关' }).waitFor()

  const id = await press(guard, 'wall-1', { kind: 'intrusion', place: '南门' })
  const card = wall.page.locator(`[data-alarm-id="${id}"]`)
  await card.getByText(/无人接手/).waitFor()
  await wall.page.locator('.figure-alert .figure-value', { hasText: '1' }).waitFor()

  const desk = await s.as('zhihui')
  const got = (await (await desk.context.request.get(`/api/v1/alarms/${id}`)).json()) as { alarm: { version: number } }
  await desk.context.request.post(`/api/v1/alarms/${id}/accept`, { data: { version: got.alarm.version } })
  await card.getByText(/^负责人/).waitFor()
  for (let i = 0; i < 9; i++) await press(guard, `wall-more-${i}`, { place: `${i} 号楼`, kind: i % 2 ? 'fire' : '' })
  await wall.page.getByText(/另有 \d+ 起处置中/).waitFor()
  // Numerator, denominator and time stand beside the figure.
  await wall.page.getByText('1 / 10 起').waitFor()
  await wall.page.getByText(/今日 0 时起，截至/).waitFor()
  await wall.page.locator('.map-marks button').first().waitFor({ state: 'attached' })
  expect(await tooSmall(wall.page)).toEqual([])
  await shot(wall.page, 'wall')
  await wall.page.setViewportSize({ width: 1440, height: 900 })
  await shot(wall.page, 'wall-1440')
  await wall.page.setViewportSize({ width: 390, height: 844 })
  await shot(wall.page, 'wall-390')
})

test('a duty room of the bureau may hang it up too; who may not see alarms gets none', async () => {
  const bureau = await openWall('jiaoyuju')
  await bureau.page.locator('.wall-card').first().waitFor()
  const auditor = await s.as('shenji')
  await auditor.page.goto('/wall')
  await auditor.page.getByRole('heading').first().waitFor()
  expect(await auditor.page.locator('.wall-card').count()).toBe(0)
})

test('after a power cut it says how old it is, second by second, and comes back by itself', async () => {
  const wall = await openWall('zhihui')
  wall.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to load resource/)
  const guard = await s.as('menwei', { size: 'phone' })
  await s.app.kill()
  const banner = wall.page.locator('.banner-offline')
  await banner.waitFor()
  const age = async (): Promise<number> => Number(/（(\d+) 秒前）/.exec((await banner.textContent()) ?? '')?.[1] ?? -1)
  const first = await age()
  expect(first).toBeGreaterThanOrEqual(0)
  expect(first).toBeLessThan(20)
  await expect.poll(age, { timeout: 15_000 }).toBeGreaterThanOrEqual(first + 3)
  await inspect(wall.page)
  await s.app.start()
  await banner.waitFor({ state: 'detached' })
  const before = await wall.page.locator('.wall-card').count()
  await press(guard, 'wall-after', { place: '停电之后' })
  await wall.page.getByText('停电之后').or(wall.page.getByText(/另有/)).first().waitFor()
  expect(await wall.page.locator('.wall-card').count()).toBeGreaterThanOrEqual(before)
})
