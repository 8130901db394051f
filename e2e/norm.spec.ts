// The norm register: what is ruled, what holds at a school and why, and a new value.
import { expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()

const row = (text: string) => `tr:has-text("${text}")`

test('a bureau finds the rule on guards, asks what it means for a school, and sees why', async () => {
  const { page } = await s.as('jiaoyuju')
  await page.goto('/norms')
  await page.getByText('专职保安人数').waitFor()
  await shot(page, 'norms')
  await page.locator(row('专职保安人数')).locator('.row-open').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('100–999 人配 2 人').first().waitFor()
  await drawer.getByRole('combobox', { name: '选择学校' }).click()
  await page.locator('.ant-select-item-option').first().click()
  await drawer.getByText(/按该校规模应为 \d+ 人/).waitFor()
  await drawer.getByText('判定过程（由近及远）').waitFor()
  await shot(page, 'norm-holds')

  await page.goto('/norms?mark=M')
  await page.getByText('专职保安人数').waitFor()
  expect(await page.getByText('视频保存期限', { exact: true }).count()).toBe(0)
})

test('a stricter value of the city holds, a looser one of a county does not', async () => {
  const city = await s.as('jiaoyuju')
  const { page } = city
  await page.goto('/norms?q=video.retention_days')
  await page.locator(row('视频保存期限')).locator('.row-open').first().click()
  await page.getByRole('button', { name: '改为新值' }).click()
  const form = page.getByRole('dialog', { name: '改为新值 · 视频保存期限' })
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('文件名称和文号').first().waitFor()
  await form.getByLabel('规定值').fill('60')
  await form.getByLabel('依据', { exact: true }).fill('忻教安〔2026〕9号')
  await shot(page, 'norm-change')
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.goto('/norms?level=city')
  await page.locator(row('60 天')).getByText('忻州市').waitFor()

  const county = await s.as('xianju')
  await county.page.goto('/norms?q=video.retention_days')
  await county.page.locator(row('60 天')).locator('.row-open').first().click()
  await county.page.getByRole('button', { name: '改为新值' }).click()
  const local = county.page.getByRole('dialog', { name: '改为新值 · 视频保存期限' })
  await local.getByLabel('规定值').fill('15')
  await local.getByLabel('依据', { exact: true }).fill('忻府教字〔2026〕3号')
  await local.getByRole('button', { name: '保存' }).click()
  await county.page.getByRole('dialog', { name: /已保存，但不起作用：市级规定（60 天）更严/ }).waitFor()
})

test('a principal reads on the phone what holds for his school, in English too', async () => {
  const { page } = await s.as('xiaozhang', { size: 'phone' })
  await page.goto('/norms')
  await page.getByText('专职保安人数').waitFor()
  await shot(page, 'norms-phone')
  await page.locator('.row-open').first().click()
  await page.getByRole('dialog').getByText('本校适用值').waitFor()
  expect(await page.getByRole('button', { name: '改为新值' }).count()).toBe(0)
  await shot(page, 'norm-phone')

  const english = await s.as('jiaoyuju', { lang: 'en-US' })
  await english.page.goto('/norms')
  await english.page.getByText('Guards required').waitFor()
  await shot(english.page, 'norms-english')
})
