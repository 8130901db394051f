// The talk before going home: one press on the phone, also without a network; and
// what the school and the county see of it.
import { beforeAll, expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()
const county = '/14/1409/140902/'
const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
const around = (days: number) => new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10)

// Whatever day it is, today there is school in this county.
beforeAll(async () => {
  const bureau = await s.as('xianju')
  const post = (path: string, data: object) => bureau.context.request.post(path, { data })
  expect((await post('/api/v1/routine/terms', { path: county, name: '本学期', fromDay: around(-60), toDay: around(60) })).status()).toBe(204)
  expect((await post('/api/v1/routine/holidays', { path: county, days: [today()], rest: false, name: '调休上班' })).status()).toBe(204)
  await bureau.context.close()
})

interface Card { id: string; late: boolean; present: number; theme: string; photoId: string }
async function records({ context }: Actor): Promise<Card[]> {
  const answer = await context.request.get(`/api/v1/routine/records?dayFrom=${today()}&dayTo=${today()}`)
  return ((await answer.json()) as { items: Card[] }).items
}

test('a class teacher presses once, the network comes back, one record arrives', async () => {
  const teacher = await s.as('banzhuren', { size: 'phone' })
  teacher.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to load resource/)
  const { page, context } = teacher
  await page.goto('/phone')
  await page.getByText(/今日 1530/).waitFor()
  await shot(page, 'phone-routine-card')
  await page.getByRole('link', { name: /今日 1530/ }).click()
  const press = page.getByRole('button', { name: '已讲', exact: true })
  await press.waitFor()
  await page.getByRole('button', { name: '到场人数 −1' }).click()
  await shot(page, 'phone-routine')
  await context.setOffline(true)
  await press.click()
  await page.getByText('已存在手机里').waitFor()
  await page.reload().catch(() => undefined)
  await context.setOffline(false)
  await page.goto('/phone#/routine')
  await page.getByText('已记下').first().waitFor()
  await page.getByText(/已记，共 \d+ 人/).waitFor()
  await shot(page, 'phone-routine-done')
  const [card, ...others] = await records(teacher)
  expect(others.length).toBe(0)
  expect(card).toMatchObject({ late: false })
}, 90_000)

test('the school sees records, rates and gaps, strikes one, and nobody is ranked', async () => {
  const safety = await s.as('anquan')
  const { page } = safety
  await page.goto('/routine')
  await page.getByRole('button', { name: /^已讲/ }).first().waitFor()
  await shot(page, 'routine-today')
  await page.getByRole('button', { name: /^已讲/ }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('主题').waitFor()
  await shot(page, 'routine-enter')
  await form.getByRole('button', { name: '已讲', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('tab', { name: '记录', exact: true }).click()
  await page.getByRole('row').filter({ hasText: today() }).first().waitFor()
  await shot(page, 'routine-records')
  await page.getByRole('row').filter({ hasText: today() }).first().click()
  await page.getByRole('button', { name: '作废' }).click()
  const why = page.getByRole('dialog', { name: /^作废/ })
  await why.getByLabel('作废原因').fill('班级选错')
  await why.getByRole('button', { name: '作废' }).click()
  await why.waitFor({ state: 'hidden' })
  await page.getByRole('row').filter({ hasText: '作废' }).first().waitFor()
  await page.goto('/routine?tab=rates')
  await page.getByText(/不排名/).waitFor()
  await page.getByText(/^\d+ \/ \d+/).first().waitFor()
  await shot(page, 'routine-rates')
  await page.goto('/routine?tab=missing')
  await page.getByText(/截至昨天/).waitFor()
  await shot(page, 'routine-missing')

  const bureau = await s.as('xianju', { size: 'phone' })
  await bureau.page.goto('/routine?tab=rates')
  await bureau.page.getByText(/不排名/).waitFor()
  await shot(bureau.page, 'routine-rates-phone')
}, 90_000)

test('hours, lessons by the police and the calendar', async () => {
  const safety = await s.as('anquan')
  const { page } = safety
  await page.goto('/safety-hours')
  await page.getByRole('button', { name: /^定计划/ }).first().click()
  const plan = page.getByRole('dialog', { name: /定计划/ })
  await plan.getByLabel('意外伤害课时').fill('9')
  await plan.getByRole('button', { name: '保存' }).click()
  await plan.waitFor({ state: 'hidden' })
  await page.getByText('/ 9').first().waitFor()
  await shot(page, 'routine-hours')

  await page.goto('/counsellor-lessons')
  await page.getByRole('row').filter({ hasText: '法治' }).first().waitFor()
  await page.getByRole('button', { name: '计划一次授课' }).click()
  const form = page.getByRole('dialog', { name: '计划一次授课' })
  await form.getByLabel('课题').fill('警号031245来讲法治')
  await form.getByLabel('听课对象').fill('高一各班')
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText(/不要填写警号/).first().waitFor()
  await form.getByLabel('课题').fill('青少年与法')
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('row').filter({ hasText: '青少年与法' }).waitFor()
  await shot(page, 'routine-visits')

  const police = await s.as('paichusuo')
  await police.page.goto('/counsellor-lessons')
  await police.page.getByRole('row').filter({ hasText: '青少年与法' }).click()
  await police.page.getByRole('button', { name: '约定' }).click()
  await police.page.locator('.ant-modal-confirm').getByRole('button', { name: '约定' }).click()
  await police.page.getByRole('row').filter({ hasText: '已约定' }).first().waitFor()

  await page.goto('/school-calendar')
  await page.getByText('待核').first().waitFor()
  await shot(page, 'routine-calendar')
  await inspect(page)
}, 90_000)
