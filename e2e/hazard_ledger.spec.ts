// The ledger leaves as a workbook and comes back: unchanged it changes nothing, a
// formula in it stays a text, and a row that was changed is told, not taken.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'
import { unzip } from './support/zip'
import { workbook } from './support/workbook'

const s = stage()
const trap = '=HYPERLINK("http://127.0.0.1/","点我领奖")'

async function put(who: Actor, body: object): Promise<void> {
  const schools = (await (await who.context.request.get('/api/v1/schools?limit=1')).json()) as { items: { id: string }[] }
  const answer = await who.context.request.post('/api/v1/hazards', { data: { schoolId: schools.items[0]?.id, way: 'special', category: 'fire', level: 'general', owner: '李四', agency: 'education', ...body } })
  expect(answer.status(), await answer.text()).toBe(200)
}

async function upload(who: Actor, name: string, buffer: Buffer): Promise<void> {
  await who.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer })
}

/** Cells with formulas, and texts that a program could take for one. */
const formulas = (book: Buffer) =>
  (unzip(book, 'xl/worksheets/sheet1.xml').match(/<f[ >/]/g) ?? []).length + (unzip(book, 'xl/sharedStrings.xml').match(/<t[^>]*>[=+@-]/g) ?? []).length

/** The texts of a workbook that begin like a formula: an apostrophe before it keeps it a text. */
const texts = (book: Buffer) => (unzip(book, 'xl/sharedStrings.xml').match(/<t[^>]*>(?:'|&#39;|&apos;)[=+@-][^<]*/g) ?? []).join('\n')

/** The ledger as the page hands it out. */
async function exported(who: Actor): Promise<Buffer> {
  await who.page.goto('/hazards')
  const [file] = await Promise.all([who.page.waitForEvent('download'), who.page.getByRole('link', { name: '导出' }).click()])
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/)
  return readFileSync(await file.path())
}

test('the ledger is exported and comes back unchanged; a formula in a cell stays a text', { timeout: 60_000 }, async () => {
  const county = await s.as('xianju')
  await put(county, { place: '+1-2 号楼', text: trap })
  await put(county, { place: '实验楼', text: '第一行\n第二行 <b>“引号”&' })

  const book = await exported(county)
  expect(texts(book)).toContain('=HYPERLINK(')
  expect(formulas(book)).toBe(0)

  await county.page.getByRole('link', { name: '导入台账' }).click()
  await county.page.getByRole('link', { name: '下载模板' }).waitFor()
  await upload(county, '台账.xlsx', book)
  const sum = county.page.getByText(/^共 \d+ 行：新记录 0 条/)
  await sum.waitFor()
  const [, rows, same, bad] = /共 (\d+) 行.*与台账一致 (\d+) 条；不能导入 (\d+) 行/.exec((await sum.textContent()) ?? '') ?? []
  expect([same, bad]).toEqual([rows, '0'])
  expect(Number(rows)).toBeGreaterThan(20)
  await county.page.getByText('没有要导入的新记录').waitFor()
  expect(await county.page.getByRole('button', { name: /^导入/ }).count()).toBe(0)
  await shot(county.page, 'ledger-unchanged')

  // On the page the formula is a text too.
  await county.page.goto('/hazards?q=HYPERLINK')
  await county.page.getByText(trap).waitFor()
  await inspect(county.page)
})

test('last year’s ledger comes in with its formulas as texts; a changed row is told, not taken', { timeout: 60_000 }, async () => {
  const county = await s.as('xianju')
  const { items } = (await (await county.context.request.get('/api/v1/schools?limit=1')).json()) as { items: { name: string }[] }
  const heads = ['隐患编号', '学校', '排查时间', '排查方式', '大类', '具体部位', '隐患描述', '等级', '整改责任人', '整改时限']
  const row = (no: string, text: string) => [no, items[0]!.name, '2025-10-09 09:30', '专项检查', '消防', '教学楼二层', text, '一般', '李四', '2025-11-01']
  const old = workbook([heads, row('旧-2025-001', "=cmd|' /C calc'!A0"), row('旧-2025-002', '安全出口堆放杂物')])
  await county.page.goto('/hazards/import')
  await upload(county, '2025年台账.xlsx', old)
  await county.page.getByRole('button', { name: /确认导入|导入 2 条/ }).click()
  await county.page.getByText(/新记录 2 条/).waitFor()
  await county.page.getByRole('link', { name: /台账/ }).last().waitFor()
  await inspect(county.page)

  const again = await exported(county)
  expect(texts(again)).toContain('=cmd|')
  expect(formulas(again)).toBe(0)

  await county.page.goto('/hazards/import')
  await upload(county, '改过的台账.xlsx', workbook([heads, row('旧-2025-001', '改了描述'), row('旧-2025-002', '安全出口堆放杂物')]))
  await county.page.getByRole('alert').getByText('1 行不能导入').waitFor()
  await county.page.getByText('台账里已有这个编号，隐患描述不一致').waitFor()
  await county.page.getByText('与台账一致 1 条').waitFor()
  await shot(county.page, 'ledger-changed')
})
