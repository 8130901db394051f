// The first hour of a new installation: nobody is known, and nothing is built in.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { codeFor, shot, stage } from './support'

const s = stage([], 'nothing')
const secret = 'Hutuo-river-2026'

async function secondFactor(page: Page): Promise<void> {
  await page.getByAltText('二次验证二维码').waitFor()
  const key = await page.locator('.factor code').innerText()
  await page.getByLabel('6 位动态口令').fill(codeFor(key))
  await page.getByRole('button', { name: '验证' }).click()
  await page.getByRole('button', { name: '我已妥善保存' }).click()
  await page.getByRole('heading', { name: '我的工作' }).waitFor()
}

test('the link that the first start prints makes the first administrator, who appoints the bureau, which begins its city', async () => {
  const link = /http\S+\/setup#setup=\S+/.exec(s.app.log())?.[0] ?? ''
  expect(link).toContain(s.app.url)
  const first = await s.visit()
  const { page } = first
  await page.goto(link)
  await page.getByRole('heading', { name: '启用护学' }).waitFor()
  await page.getByLabel('账号').fill('wangjianguo')
  await page.getByLabel('姓名').fill('王建国')
  await page.getByLabel('新密码').fill('wangjianguo1')
  await page.getByLabel('再输入一次').fill('wangjianguo1')
  await page.getByRole('button', { name: '完成设置' }).click()
  await page.getByText(/至少用三种|容易被猜中/).waitFor()
  await shot(page, 'first-start')
  await page.getByLabel('新密码').fill(secret)
  await page.getByLabel('再输入一次').fill(secret)
  await page.getByRole('button', { name: '完成设置' }).click()

  await secondFactor(page)
  await page.getByRole('link', { name: '系统设置' }).first().waitFor()

  await page.goto('/people')
  await page.getByRole('button', { name: '新增人员' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名', { exact: true }).fill('李爱国')
  await form.getByLabel('账号', { exact: true }).fill('liaiguo')
  await form.getByText('平台本身').click()
  await form.getByRole('button', { name: '保存' }).click()
  const invitation = await page.locator('output').innerText()
  await page.getByRole('button', { name: '已交付，关闭' }).click()
  await page.getByText('liaiguo').click()
  await page.getByRole('button', { name: '授予角色' }).click()
  const grant = page.getByRole('dialog').last()
  await grant.getByLabel('角色', { exact: true }).click()
  await page.getByTitle('市教育局安全科').click()
  await grant.getByText('全平台').click()
  await grant.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '收回' }).waitFor()

  const bureau = await s.visit()
  await bureau.page.goto(invitation)
  await bureau.page.getByLabel('新密码').fill(secret)
  await bureau.page.getByLabel('再输入一次').fill(secret)
  await bureau.page.getByRole('button', { name: '完成设置' }).click()
  await secondFactor(bureau.page)
  await bureau.page.goto('/areas')
  await bureau.page.getByRole('button', { name: '新增省（直辖市）' }).click()
  for (const [code, name, next] of [['14', '山西省', '新增下级地区 山西省'], ['1409', '忻州市', '新增下级地区 忻州市'], ['140902', '忻府区', '']] as const) {
    const area = bureau.page.getByRole('dialog')
    await area.getByLabel('地区代码').fill(code)
    await area.getByLabel('地区名称').fill(name)
    await area.getByRole('button', { name: '保存' }).click()
    await area.waitFor({ state: 'hidden' })
    if (next) await bureau.page.getByRole('button', { name: next }).click()
  }
  await bureau.page.getByText('忻府区', { exact: true }).waitFor()
  await shot(bureau.page, 'first-city')

  const late = await s.visit()
  await late.page.goto(link)
  await late.page.getByLabel('账号').fill('houlaizhe')
  await late.page.getByLabel('姓名').fill('后来者')
  await late.page.getByLabel('新密码').fill(secret)
  await late.page.getByLabel('再输入一次').fill(secret)
  await late.page.getByRole('button', { name: '完成设置' }).click()
  await late.page.getByRole('alert').getByText('链接已使用').waitFor()
})

test('after the fifth wrong password the door is shut, also to the right one', async () => {
  const { page } = await s.visit({ size: 'phone' })
  await page.goto('/login')
  for (let left = 4; left >= 0; left--) {
    await page.getByLabel('账号').fill('wangjianguo')
    await page.getByLabel('密码').fill(`wrong-${left}`)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('alert').getByText(left > 0 ? `还可再试 ${left} 次` : '已锁定').waitFor()
  }
  await page.getByLabel('密码').fill(secret)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('alert').getByText(/已锁定，请 \d+ 分钟后再试/).waitFor()
})

test('a link cut short says so', async () => {
  const { page } = await s.visit()
  await page.goto('/no-such-page')
  await page.waitForURL(/\/login/)
  await page.goto('/setup')
  await page.getByText('链接不完整').waitFor()
})
