// A school with a hole in its plan: the bureau sees it before anything happens and
// closes it; what is left empty is passed over in the moment it is needed.
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()
const school = '忻州市第一中学'

const drawer = (page: Actor['page']) => page.getByRole('dialog', { name: school })
const hole = (page: Actor['page'], post: string) => drawer(page).locator(`[data-hole=${post}]`)
const step = (page: Actor['page'], n: number) => drawer(page).locator(`[data-step="${n}"]`)

async function holes({ page }: Actor): Promise<void> {
  await page.goto('/alarm-plans')
  await page.getByText('只看有漏洞的').click()
  await page.getByRole('row').filter({ hasText: school }).waitFor()
}

async function openSchool(who: Actor): Promise<void> {
  await who.page.getByRole('row').filter({ hasText: school }).click()
  await step(who.page, 1).waitFor()
}

/** Types into a select until the options match, and takes the first. */
async function choose(field: Locator, words: string): Promise<void> {
  const page = field.page()
  await field.focus()
  await page.keyboard.type(words)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option-active').filter({ hasText: words }).waitFor()
  await page.keyboard.press('Enter')
}

const save = (form: Locator) => form.getByRole('button', { name: '保存' }).click()

test('the bureau sees the holes, names a person, and the hole is gone', async () => {
  const bureau = await s.as('jiaoyuju')
  const { page } = bureau
  await holes(bureau)
  const row = page.getByRole('row').filter({ hasText: school })
  for (const words of ['带班领导：无人', '最小应急单元：无人']) await row.getByText(words).waitFor()
  expect(await page.getByRole('row').filter({ hasText: '无漏洞' }).count()).toBe(0)
  await shot(page, 'plans-holes')
  await openSchool(bureau)
  await hole(page, 'unit').first().waitFor()
  await hole(page, 'shared').first().filter({ hasText: '未设置' }).waitFor()
  await shot(page, 'plan-of-school')

  await hole(page, 'unit').first().getByRole('button', { name: '指定人员' }).click()
  const form = page.getByRole('dialog', { name: /指定人员 · 最小应急单元/ })
  await form.getByRole('button', { name: '增加一人' }).click()
  await form.getByLabel('开始').fill('7')
  await save(form)
  await form.getByText('请选择人员').waitFor()
  await form.getByText('请按 08:30 的样子填写').waitFor()
  await shot(page, 'plan-name-wrong')
  await choose(form.getByRole('combobox', { name: '人员' }), '安全管理员')
  await form.getByLabel('开始').fill('00:00')
  await save(form)
  await form.waitFor({ state: 'hidden' })
  await hole(page, 'unit').first().waitFor({ state: 'detached' })
  await step(page, 1).getByText(/最小应急单元：.+安全管理员/).waitFor()
  await row.getByText('最小应急单元：无人').waitFor({ state: 'detached' })
  await row.getByText('带班领导：无人').waitFor()
}, 120_000)

test('a county’s seconds hold for its schools until one makes its own plan', async () => {
  const county = await s.as('xianju')
  const { page } = county
  await page.goto('/alarm-plans')
  await page.getByRole('button', { name: '区域预案' }).click()
  const area = page.getByRole('dialog', { name: '区域预案' })
  await area.getByRole('button', { name: '修改预案' }).click()
  const form = page.getByRole('dialog', { name: '修改预案 · 忻府区' })
  const seconds = (n: number) => form.locator(`[data-edit="${n}"]`).getByLabel('按下后（秒）')
  await seconds(2).fill('3')
  await save(form)
  await form.getByText('后一级至少要比前一级晚 5 秒。').waitFor()
  await shot(page, 'plan-edit')
  await seconds(2).fill('5')
  await seconds(3).fill('15')
  await save(form)
  await form.waitFor({ state: 'hidden' })
  await area.getByText('本单位自定').waitFor()
  await area.locator('[data-step="2"]').getByText('5 秒后').waitFor()
  await area.getByRole('button', { name: /close|关闭/i }).click()

  await holes(county)
  await openSchool(county)
  await drawer(page).getByText('沿用：忻府区').waitFor()
  await step(page, 2).getByText('5 秒后').waitFor()
  // The school leaves its second step to a post that nobody fills.
  await drawer(page).getByRole('button', { name: '修改预案' }).click()
  const own = page.getByRole('dialog', { name: `修改预案 · ${school}` })
  const posts = own.locator('[data-edit="2"]').getByRole('combobox', { name: '呼叫岗位' })
  await posts.focus()
  const chosen = own.locator('[data-edit="2"] .ant-form-item').filter({ hasText: '呼叫岗位' }).getByTitle(/./)
  for (let n = await chosen.count(); n > 0; n--) await page.keyboard.press('Backspace')
  await save(own)
  await own.getByText('请输入呼叫岗位').waitFor()
  await choose(posts, '带班领导')
  await save(own)
  await own.waitFor({ state: 'hidden' })
  await drawer(page).getByText('本单位自定').waitFor()
  await hole(page, 'duty_leader').nth(1).waitFor()
}, 120_000)

test('the empty step is passed over at once, and the timeline says why', async () => {
  const guard = await s.as('menwei', { size: 'phone' })
  const desk = await s.as('zhihui')
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  const pressed = await guard.context.request.post('/api/v1/alarms', { headers: { 'Idempotency-Key': 'hole' }, data: { place: '南门门卫室' } })
  const { id } = (await pressed.json()) as { id: string }
  await desk.page.locator(`[data-detail-id="${id}"]`).waitFor()
  const story = desk.page.locator(`[data-detail-id="${id}"]`)
  await story.getByText('呼叫步骤跳过').waitFor()
  await story.getByText('跳过：带班领导（无人担任）').first().waitFor()
  await story.locator('[data-call=skipped]').waitFor()
  await story.locator('[data-call=skipped]').scrollIntoViewIfNeeded()
  await shot(desk.page, 'desk-skipped')
  interface Told { calls: { seq: number; state: string; doneAt: number }[] }
  const { calls } = (await (await desk.context.request.get(`/api/v1/alarms/${id}`)).json()) as Told
  const at = (seq: number) => calls.find((c) => c.seq === seq)!
  expect(at(2).state).toBe('skipped')
  // The third step did not wait for its own seconds.
  expect(at(3)).toMatchObject({ state: 'called', doneAt: at(2).doneAt })
  expect(at(2).doneAt - at(1).doneAt).toBeLessThan(9000)

  // The school's own people read the same in the office.
  const principal = await s.as('xiaozhang')
  await principal.page.goto(`/alarms?open=${id}`)
  await principal.page.getByText('呼叫步骤跳过').waitFor()
  await principal.page.getByText('跳过：带班领导（无人）').first().waitFor()
}, 120_000)

test('on a phone the principal finds the holes of his school and names people', async () => {
  const principal = await s.as('xiaozhang', { size: 'phone' })
  await principal.page.goto('/alarm-plans')
  const card = principal.page.locator('#main').getByText(school)
  await card.waitFor()
  await shot(principal.page, 'plans-phone')
  await card.click()
  await step(principal.page, 1).waitFor()
  await shot(principal.page, 'plan-phone')
  await drawer(principal.page).getByRole('button', { name: '修改预案' }).click()
  await principal.page.getByRole('dialog', { name: /修改预案/ }).waitFor()
  await shot(principal.page, 'plan-edit-phone')
}, 120_000)
