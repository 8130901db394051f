// The schools of a city: how a bureau brings them, a county corrects them, a principal sees his own.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'
import { workbook, type Cell } from './support/workbook'

const s = stage()

const heading = ['序号', '县　区', '学 校 名 称', '学校标识码', '办学类型', '在校生数\n（人）', '寄宿生数', '校长', '食堂面积']
const messy = (pupils: Cell): Cell[][] => [
  ['忻州市 2026 年学校基本情况统计表'],
  ['填报单位：忻州市教育局'],
  heading,
  [1, '忻府区', '忻府区云中小学', '2114029901', '小学', '1,234', '', '张建国', 300],
  [2, '定襄', '定襄县晋昌中学', 3114219902, '初级中学', pupils, 320, '李秀英', ''],
  [3, '太原市', '迎泽小学', '', '小学', 300, '', '王丽', ''],
  [4, '忻府区', '东楼小学', '', '小学', '约300人', '', '赵敏', ''],
  ['合计', '', '', '', '', 2484, 320],
]

async function upload(who: Actor, name: string, file: Buffer): Promise<void> {
  await who.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: file })
}

const tab = (who: Actor, name: RegExp) => who.page.getByRole('tab', { name })

test('the ledger is its address: filters survive a reload and can be reset', async () => {
  const { page } = await s.as('jiaoyuju')
  await page.goto('/schools')
  await page.locator('.row-open').first().waitFor()
  await shot(page, 'schools')
  const find = page.getByLabel('校名、标识码、地址、校长')
  await find.fill('没有这样的学校')
  await find.press('Enter')
  await page.getByText('没有符合条件的记录').waitFor()
  expect(new URL(page.url()).searchParams.get('q')).toBe('没有这样的学校')
  await page.reload()
  await page.getByText('没有符合条件的记录').waitFor()
  await page.getByRole('button', { name: '重置条件' }).first().click()
  await page.locator('.row-open').first().waitFor()
  expect(new URL(page.url()).search).toBe('')
})

test('a bureau brings its schools with the workbook it has', async () => {
  const bureau = await s.as('jiaoyuju')
  const { page } = bureau
  await page.goto('/schools')
  await page.getByRole('link', { name: '批量导入' }).click()
  await page.getByRole('link', { name: '下载模板' }).waitFor()
  await shot(page, 'import-template')
  await page.getByRole('button', { name: '下一步' }).click()

  await upload(bureau, '学校.xlsx', Buffer.from('学校名称,县区\n一中,忻府区\n'))
  await page.getByRole('alert').getByText('另存为 .xlsx').waitFor()
  await upload(bureau, '学校.xlsx', workbook(messy('６５０人')))
  await tab(bureau, /有问题\s*2/).waitFor()
  await page.getByText('没有这个县区').waitFor()
  await page.getByText('不能写“约”“余”等字').waitFor()
  await page.getByText('有 2 列没有对应栏目').waitFor()
  await shot(page, 'import-check')

  await page.getByRole('button', { name: '导入其余 2 所' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '导入其余 2 所' }).click()
  await page.getByText('新增 2 所，更新 0 所').waitFor()
  await page.reload()
  await page.getByText('有 2 行因为有问题没有导入').waitFor()

  await page.getByRole('button', { name: '再导入一份' }).click()
  await upload(bureau, '学校.xlsx', workbook(messy(700)))
  await tab(bureau, /更新\s*1/).click()
  await page.getByText('学生数：650 → 700').waitFor()
  await tab(bureau, /不变\s*1/).waitFor()
})

test('what changed while one was checking is shown again before anything is imported', async () => {
  const bureau = await s.as('jiaoyuju')
  const { page } = bureau
  await page.goto('/schools/import?step=upload')
  await upload(bureau, '学校.xlsx', workbook([['学校名称', '县区', '办学类型'], ['忻府区新路小学', '忻府区', '小学']]))
  await tab(bureau, /新增\s*1/).waitFor()
  const other = await s.as('xianju')
  await other.page.goto('/schools')
  await other.page.getByRole('button', { name: '新增学校' }).click()
  const form = other.page.getByRole('dialog')
  await form.getByLabel('学校名称').fill('忻府区新路小学')
  await form.getByLabel('办学类型').click()
  await other.page.getByTitle('小学', { exact: true }).click()
  await form.getByLabel('所在地区').click()
  await other.page.locator('.ant-select-tree').getByText('忻府区', { exact: true }).click()
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: '确认导入 1 所' }).click()
  await page.getByText('学校资料有了变化').first().waitFor()
  await page.getByRole('button', { name: '重新核对' }).click()
  await tab(bureau, /新增\s*0/).waitFor()
})

test('a county corrects a school and is told at the field what cannot be', async () => {
  const { page } = await s.as('xianju')
  await page.goto('/schools?sort=-boarders')
  await page.locator('.row-open').first().click()
  await page.getByRole('heading', { name: '管辖派出所' }).waitFor()
  await shot(page, 'school')
  await page.getByRole('button', { name: '编辑' }).first().click()
  const form = page.getByRole('dialog', { name: '修改学校信息' })
  await form.getByLabel('寄宿生数').fill('99999')
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('不能多于学生数').waitFor()
  await form.getByLabel('寄宿生数').fill('7')
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByText(/其中寄宿 7 人/).waitFor()
})

test('two correct one school: the second is told, sees the first, and a second click does nothing twice', async () => {
  const [bureau, county] = [await s.as('jiaoyuju'), await s.as('xianju')]
  const open = async ({ page }: Actor) => {
    await page.goto('/schools?q=忻州市第一中学')
    await page.getByRole('row').filter({ hasText: '忻州市第一中学' }).first().locator('.row-open').click()
    await page.getByRole('button', { name: '编辑' }).first().click()
    return page.getByRole('dialog', { name: '修改学校信息' })
  }
  const [first, second] = [await open(bureau), await open(county)]
  await first.getByLabel('校长').fill('郭守敬')
  await first.getByRole('button', { name: '保存' }).dblclick()
  await first.waitFor({ state: 'hidden' })
  await second.getByLabel('联系电话').fill('0350-3030303')
  await second.getByRole('button', { name: '保存' }).click()
  await second.getByText('这条记录刚刚被别人改过').waitFor()
  expect(await second.getByLabel('联系电话').inputValue()).toBe('0350-3030303')
  await second.getByRole('button', { name: '载入最新内容' }).click()
  await expect.poll(() => second.getByLabel('校长').inputValue()).toBe('郭守敬')
  await second.getByLabel('联系电话').fill('0350-3030303')
  await second.getByRole('button', { name: '保存' }).click()
  await second.waitFor({ state: 'hidden' })
  await county.page.getByText('0350-3030303').waitFor()
})

test('a principal sees his own school on the phone and names a place in it', async () => {
  const { page } = await s.as('xiaozhang', { size: 'phone' })
  await page.goto('/schools')
  await page.locator('.row-open').first().waitFor()
  expect(await page.locator('.row-open').count()).toBe(1)
  await page.locator('.row-open').click()
  await page.getByRole('button', { name: '新增点位' }).click()
  const form = page.getByRole('dialog', { name: '新增点位' })
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('必填').waitFor()
  await form.getByLabel('点位名称').fill('西门护学岗')
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByText('西门护学岗').waitFor()
  await shot(page, 'school-phone')
})

test('agencies and areas, in English too', async () => {
  const chinese = await s.as('jiaoyuju')
  await chinese.page.goto('/agencies')
  await chinese.page.getByRole('button', { name: '忻州市教育局', exact: true }).waitFor()
  await chinese.page.goto('/areas')
  await chinese.page.getByText('忻府区', { exact: true }).waitFor()
  const english = await s.as('jiaoyuju', { lang: 'en-US', size: 'phone' })
  for (const [path, sign] of [['/schools', 'Add a school'], ['/schools/import', 'Download the template'], ['/agencies', 'Add an agency'], ['/areas', 'Rename']] as const) {
    await english.page.goto(path)
    await english.page.getByText(sign).first().waitFor()
    await shot(english.page, `english${path.replaceAll('/', '-')}`)
  }
})
