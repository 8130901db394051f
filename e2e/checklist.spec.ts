// A county reads the term's checklist and fits the gatehouse's to itself: copy, change, publish, compare, take out and bring back.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'
import { workbook } from './support/workbook'

const s = stage()
const dialog = ({ page }: Actor, name: string | RegExp) => page.getByRole('dialog', { name })
const button = ({ page }: Actor, name: string | RegExp) => page.getByRole('button', { name })

test('a county copies a list, changes it and publishes its own', async () => {
  const county = await s.as('xianju')
  const { page } = county
  await page.goto('/checklists')
  await page.getByRole('row').filter({ hasText: '开学安全大检查' }).getByText('158').waitFor()
  await shot(page, 'checklists')
  await page.getByRole('row').filter({ hasText: '开学安全大检查' }).click()
  await page.getByText('17 章 158 项').waitFor()

  // At the demo school: what does not apply, and what the norms ask.
  await page.getByRole('combobox', { name: '按学校试看' }).fill('第一中学')
  await page.locator('.ant-select-item-option').filter({ hasText: '第一中学' }).first().click()
  await page.getByText(/^适用 \d+ 项，共 158 项$/).waitFor()
  await page.getByText('专职保安人数 应不少于').first().waitFor()
  expect(await page.locator('.ckl-off').count()).toBeGreaterThan(5)
  await page.screenshot({ path: '.shots/checklist.png' })

  // A short list is fitted to the county.
  await page.goto('/checklists')
  await page.getByRole('row').filter({ hasText: '门卫日检' }).click()
  await page.getByText('1 章 12 项').waitFor()
  await button(county, '更多').click()
  await page.getByRole('menuitem', { name: '另存为本地检查表' }).click()
  const copy = dialog(county, '另存为本地检查表')
  await copy.getByLabel('检查表名称').fill('本县门卫日检')
  await copy.getByRole('button', { name: '保存' }).click()
  await page.getByRole('heading', { name: /本县门卫日检/ }).waitFor()

  await page.locator('#ckl-MW1').getByRole('button', { name: '增加检查项' }).click()
  const form = dialog(county, '增加检查项')
  await form.getByLabel('检查内容').fill('校长信箱每周开启并登记')
  await form.getByLabel('适用条件').fill('有泳池')
  await form.getByText('学校没有“有泳池”这项属性').waitFor()
  await form.getByLabel('适用条件').fill('寄宿 或 学生数≥300')
  await form.getByText(/本辖区 \d+ 所学校中有 \d+ 所适用/).waitFor()
  await shot(page, 'checklist-item')
  await form.getByRole('button', { name: '确 定' }).or(form.getByRole('button', { name: '确定' })).click()
  await button(county, '删除 MW1-12').click()
  await shot(page, 'checklist-edit')
  await button(county, '保存草稿').click()
  await page.getByText('1 章 12 项').waitFor()
  await button(county, '发布').click()
  const publish = dialog(county, '发布')
  await publish.getByLabel('修订说明').fill('增加校长信箱')
  await publish.getByRole('button', { name: '发布' }).click()
  await page.getByText(/发布$/).first().waitFor()
  await button(county, '修订').waitFor()

  // Out as Excel, in again: nothing has changed, so there is nothing to publish.
  const [file] = await Promise.all([page.waitForEvent('download'), button(county, '导出').click().then(() => page.getByRole('menuitem', { name: 'Excel 检查表' }).click())])
  const data = await readFile(await file.path())
  await button(county, '修订').click()
  await button(county, '更多').click()
  await page.getByRole('menuitem', { name: '用 Excel 替换草稿' }).click()
  await dialog(county, '导入').locator('input[type=file]').setInputFiles({ name: '本县门卫日检.xlsx', mimeType: 'application/octet-stream', buffer: data })
  await dialog(county, '导入').waitFor({ state: 'hidden' })
  await button(county, '更多').click()
  await page.getByRole('menuitem', { name: '版本对比' }).click()
  await page.getByText('两个版本没有不同').waitFor()
  await dialog(county, '版本对比').getByRole('button', { name: /关闭|Close/ }).click()

  // A bad workbook is told in full.
  const bad = workbook([
    ['编号', '检查项目', '检查内容', '等级', '责任部门', '适用条件'],
    ['A1-01', '门卫', '门卫值守', '特大', '教育', ''],
    ['A1-02', '门卫', '来访登记', '一般', '海关', '有泳池'],
  ])
  await page.goto('/checklists')
  await button(county, '导入').click()
  await dialog(county, '导入').locator('input[type=file]').setInputFiles({ name: '坏表.xlsx', mimeType: 'application/octet-stream', buffer: bad })
  await page.getByText('没有导入').waitFor()
  await page.getByText('不认识的部门“海关”').waitFor()
  await shot(page, 'checklist-import')
}, 120_000)

test('on a telephone the list is read with one thumb', async () => {
  const officer = await s.as('anquan', { size: 'phone' })
  await officer.page.goto('/checklists')
  await officer.page.getByText('食堂日管控').first().click()
  await officer.page.getByText('1 章 12 项').waitFor()
  await shot(officer.page, 'checklist-phone')
}, 40_000)
