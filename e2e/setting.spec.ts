// The settings: who may see them, how one is changed, and what happens when two change one at once.
import { expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()

test('the administrator switches the demo notice off, and everybody sees it gone', async () => {
  const admin = await s.as('guanli')
  const { page } = admin
  await page.goto('/settings')
  await page.getByText('演示数据：').waitFor()
  await shot(page, 'settings')
  await page.getByRole('button', { name: '修改「演示模式」' }).click()
  const form = page.getByRole('dialog', { name: '修改「演示模式」' })
  await form.getByRole('radio', { name: '关闭' }).check()

  // Somebody else was faster: what was chosen stays, and the newest is one click away.
  const meanwhile = await admin.context.request.patch(`${s.app.url}/api/v1/settings/city.demo`, { data: { value: 'true', version: 1 } })
  expect(meanwhile.status()).toBe(200)
  admin.allow(/409/)
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByRole('button', { name: '载入最新内容' }).click()
  await form.getByRole('radio', { name: '关闭' }).check()
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.reload()
  await page.getByRole('heading', { name: '系统设置' }).waitFor()
  expect(await page.getByText('演示数据：').count()).toBe(0)
})

test('the settings on a phone; a principal finds none at all', async () => {
  const phone = await s.as('guanli', { size: 'phone' })
  await phone.page.goto('/settings')
  await phone.page.getByText('双因素登录').waitFor()
  await shot(phone.page, 'settings-phone')
  const principal = await s.as('xiaozhang')
  await principal.page.goto('/settings')
  await principal.page.getByText('您没有这一页的权限').waitFor()
  const refused = await principal.context.request.get(`${s.app.url}/api/v1/settings`)
  expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([403, 'forbidden'])
})
