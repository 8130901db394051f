// Lessons: a teacher writes one with a hotspot question and publishes it; a bureau finds what comes with the program.
import { expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()

test('a teacher writes a lesson with a hotspot question, sees what is missing, and publishes it', async () => {
  const { page } = await s.as('banzhuren')
  await page.goto('/lessons')
  await page.getByText('系统自带').first().waitFor()
  await shot(page, 'lessons')
  await page.getByRole('button', { name: '新建课程' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('课程名称').fill('放学路上')
  await form.getByRole('button', { name: '开始编写' }).click()
  await page.getByRole('heading', { level: 1, name: /放学路上/ }).waitFor()

  await page.getByLabel('本页标题').fill('过马路')
  await page.getByLabel('第 1 块 文字').fill('过马路走斑马线，先看左，再看右。')
  await page.getByRole('button', { name: '注意', exact: true }).click()
  await page.getByLabel('第 2 块 注意').fill('不要在车前车后突然跑出来。')

  await page.getByRole('tab', { name: '题库' }).click()
  await page.getByRole('button', { name: '点图', exact: true }).click()
  await page.getByLabel('题目').fill('哪里最危险？点一点。')
  await page.getByRole('combobox', { name: '选用系统图片' }).click()
  await page.locator('.ant-select-item-option').first().click()
  const picture = page.locator('.lesson-draw')
  await picture.locator('img').waitFor()
  await picture.scrollIntoViewIfNeeded()
  const box = (await picture.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.7)
  await page.mouse.up()
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText(/没有写解析/).waitFor()
  await page.getByLabel('热区 1 名称').fill('车道')
  await page.getByRole('button', { name: /热区 1，方向键移动/ }).press('ArrowRight')
  await page.getByLabel('解析').fill('车道上有车开过来。')

  await page.getByRole('tab', { name: '基本信息' }).click()
  await page.getByLabel('抽题数').fill('1')
  await page.getByLabel('及格题数').fill('1')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText('没有发现问题，可以发布').waitFor()
  await page.getByRole('tab', { name: '题库' }).click()
  await page.getByRole('button', { name: '公布答案' }).click()
  await page.getByText('正确答案：车道').waitFor()
  await shot(page, 'lesson-editor')
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('第 1 版').waitFor()

  // What is typed and not saved is not lost silently.
  await page.getByRole('tab', { name: '基本信息' }).click()
  await page.getByLabel('课程名称').fill('改了')
  const asked = page.waitForEvent('dialog')
  const leaving = page.goto('/lessons').catch(() => undefined)
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.accept()
  await leaving
  await page.locator('tr', { hasText: '放学路上' }).getByText('已发布').waitFor()
})

test('a lesson that comes with the program is read, copied and not changed; on the phone too', async () => {
  const { page } = await s.as('jiaoyuju', { size: 'phone' })
  await page.goto('/lessons?whose=ours')
  await page.locator('.row-open').first().click()
  await page.getByRole('button', { name: '复制为本地课程' }).waitFor()
  expect(await page.getByRole('button', { name: '保存草稿' }).count()).toBe(0)
  await page.keyboard.press('PageDown')
  await page.getByText(/^2 \/ \d+$/).waitFor()
  await shot(page, 'lesson-phone')
  const english = await s.as('jiaoyuju', { lang: 'en-US' })
  await english.page.goto('/lessons')
  await english.page.getByText('Built in').first().waitFor()
  await shot(english.page, 'lessons-english')
})
