// Disputes, what the police tell a school, and children under care, as those who do it live it.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()

async function ask<T>(who: Actor, path: string, body?: object): Promise<T> {
  const answer = body ? await who.context.request.post(path, { data: body }) : await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Picks an option of a select in a form by its words. */
async function pick(who: Actor, label: string, option: string): Promise<void> {
  const form = who.page.getByRole('dialog').last()
  await form.getByLabel(label, { exact: true }).click()
  await who.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByTitle(option).first().click()
}

test('a dispute is entered, graded, assigned and read', { timeout: 90_000 }, async () => {
  const safety = await s.as('anquan')
  const head = await s.as('xiaozhang')
  await safety.page.goto('/disputes')
  await safety.page.getByRole('row').nth(1).waitFor()
  await inspect(safety.page)
  await shot(safety.page, 'mediation-ledger')

  await safety.page.getByRole('button', { name: '登记纠纷' }).click()
  const form = safety.page.getByRole('dialog')
  const school = (await ask<{ items: { name: string }[] }>(safety, '/api/v1/schools')).items[0]!.name
  await form.getByLabel('学校').click()
  await safety.page.getByTitle(school).first().click()
  await pick(safety, '类型', '家校')
  await form.getByLabel('基本情况').fill('家长 13835001234 要求调班')
  await form.getByLabel('关系').first().fill('七年级学生家长')
  await inspect(safety.page)
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('文字里有证件号、电话号码或账号一类的内容').first().waitFor()
  await form.getByLabel('基本情况').fill('家长要求调班，两次到校')
  await form.getByRole('button', { name: '保存' }).click()
  await safety.page.waitForURL(/open=dsp_/)
  const id = new URL(safety.page.url()).searchParams.get('open')!

  await head.page.goto(`/disputes?open=${id}`)
  await head.page.getByRole('button', { name: '研判定级' }).click()
  const grade = head.page.getByRole('dialog').last()
  await grade.getByText('橙', { exact: true }).click()
  await grade.getByRole('button', { name: '研判定级' }).click()
  await head.page.getByRole('button', { name: '交办', exact: true }).click()
  const assign = head.page.getByRole('dialog').last()
  await assign.getByLabel('责任部门').fill('德育处')
  await assign.getByLabel('处置（化解）措施').fill('年级主任当面说明，一周内答复')
  await assign.getByLabel('责任人').click()
  await head.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '安全管理员' }).first().click()
  await assign.getByLabel('包案领导').click()
  await head.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: '校长' }).first().click()
  await inspect(head.page)
  await assign.getByRole('button', { name: '交办' }).click()
  await head.page.getByText('已交办').first().waitFor()

  // The owner reads who the parties are, for a purpose; the principal sees that he has.
  await safety.page.goto(`/disputes?open=${id}`)
  await safety.page.getByRole('button', { name: '查看当事人' }).click()
  const box = safety.page.locator('.ant-modal')
  await box.getByLabel('查看目的').fill('约谈家长')
  await box.getByRole('button', { name: '查看' }).click()
  await box.getByText('七年级学生家长').waitFor()
  await shot(safety.page, 'mediation-dispute')
  await head.page.reload()
  await head.page.getByRole('button', { name: '查看记录 1 次' }).click()
  await head.page.locator('.ant-modal').getByText('约谈家长').waitFor()
})

test('the police tell a school of a risk, and a gate of something to recognise', { timeout: 90_000 }, async () => {
  const police = await s.as('paichusuo')
  const safety = await s.as('anquan')
  const guard = await s.as('menwei', { size: 'phone' })
  await police.page.goto('/risk-links')
  await police.page.getByRole('row').nth(1).waitFor()
  await inspect(police.page)
  await shot(police.page, 'mediation-links')

  // An order names nobody: what looks like a name is shown to its writer.
  await police.page.getByRole('button', { name: '发联动单' }).click()
  const order = police.page.getByRole('dialog').last()
  await order.getByLabel('涉及学校').first().click()
  await police.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  await order.locator('.ant-drawer-title').click()
  await pick(police, '风险情形', '校门秩序')
  await order.locator('.ant-drawer-title').click()
  await pick(police, '建议措施', '加强护学岗')
  await order.locator('.ant-drawer-title').click()
  await order.getByLabel('补充说明').fill('留意男子王小明在东门徘徊')
  await order.getByRole('button', { name: '发联动单' }).click()
  await order.getByText('“王小明”像是人的姓名').first().waitFor()
  await inspect(police.page)
  await shot(police.page, 'mediation-name')
  await order.getByLabel('补充说明').fill('东门加强巡逻')
  await order.getByRole('button', { name: '发联动单' }).click()
  await order.waitFor({ state: 'detached' })

  await safety.page.goto('/risk-links')
  await safety.page.getByRole('row').nth(1).click()
  await safety.page.getByRole('button', { name: '反馈措施' }).first().click()
  const answer = safety.page.getByRole('dialog').last()
  await answer.getByLabel('内容').fill('东门加派一名保安')
  await answer.getByRole('button', { name: '反馈措施' }).click()
  await safety.page.getByText('东门加派一名保安').waitFor()

  await guard.page.goto('/gate-notices')
  await guard.page.getByRole('button', { name: '查看' }).first().click()
  await guard.page.locator('.notice-shown canvas').waitFor()
  await guard.page.getByText(/秒后关闭/).waitFor()
  await shot(guard.page, 'mediation-notice')
  await guard.page.emulateMedia({ media: 'print' })
  expect(await guard.page.locator('.notice-shown').isVisible()).toBe(false)
  await guard.page.emulateMedia({ media: 'screen' })
  await guard.page.getByRole('button', { name: /^关闭（/ }).click()

  await police.page.goto('/police-notices')
  await police.page.getByRole('button', { name: '查看 1 次' }).click()
  await police.page.locator('.ant-modal').getByText(/第 1 次查看/).waitFor()
})

test('returns, care and its counts', { timeout: 90_000 }, async () => {
  const county = await s.as('xianju')
  const head = await s.as('xiaozhang')

  // A county keeps kinds of its own.
  await county.page.goto('/disputes')
  await county.page.getByRole('button', { name: '纠纷类型' }).click()
  await county.page.getByRole('button', { name: '增加类型' }).click()
  const kind = county.page.getByRole('dialog').last()
  await kind.getByLabel('类型名称').fill('校园施工扰民')
  await inspect(county.page)
  await kind.getByRole('button', { name: '保存' }).click()
  await county.page.getByRole('button', { name: '修改类型 校园施工扰民' }).waitFor()
  await shot(county.page, 'mediation-kinds')
  await county.page.goto('/dispute-returns')
  await county.page.getByText('学校明细').waitFor()
  await inspect(county.page)
  await shot(county.page, 'mediation-returns')
  await county.page.goto('/care-counts')
  await county.page.getByText('留守').waitFor()
  await inspect(county.page)
  await shot(county.page, 'mediation-care-counts')
  await head.page.goto('/care')
  await head.page.getByRole('button', { name: '同意' }).first().click()
  await head.page.locator('.ant-modal').getByRole('button', { name: '同意' }).click()
  await head.page.getByText('关爱中').first().waitFor()
  await inspect(head.page)
  await shot(head.page, 'mediation-care')
})
