// The first page of everybody, and what the shell promises around it.
import { expect, test } from 'vitest'
import { logIn, shot, stage, unfold, type Actor } from './support'

const s = stage()

async function menu(login: string): Promise<string[]> {
  const { page } = await s.as(login)
  await page.goto('/')
  await page.waitForURL(/\/home$/)
  return (await unfold(page)).allInnerTexts()
}

test('each role has the menu of its work', async () => {
  const [bureau, guard, auditor, admin] = await Promise.all(['jiaoyuju', 'menwei', 'shenji', 'guanli'].map(menu))
  expect(bureau).toEqual(expect.arrayContaining(['我的工作', '一键报警', '学校', '规范参数库', '人员与角色']))
  expect(bureau).not.toContain('审计日志')
  expect(guard).toEqual(['我的工作', '安全提示', '一键报警', '应急演练', '校门受控提示', '学校', '机构与地区', '我的账号'])
  expect(auditor).toEqual(['我的工作', '审计日志', '我的账号'])
  expect(admin).toContain('系统设置')
  expect(admin).not.toContain('一键报警')
})

test('a session that ends in the middle of a form costs a password, not the form', async () => {
  const office = await s.as('xianju')
  const { page } = office
  await page.goto('/schools')
  await page.locator('.row-open').first().click()
  await page.getByRole('button', { name: '编辑' }).first().click()
  const form = page.getByRole('dialog', { name: '修改学校信息' })
  await form.getByLabel('校长').fill('贾有志')
  await office.context.clearCookies()
  await form.getByRole('button', { name: '保存' }).click()
  const again = page.getByRole('dialog', { name: '登录已过期' })
  await again.getByText('刚才填写的内容还在').waitFor()
  await shot(page, 'session-expired')
  await again.getByLabel('账号').fill('xianju')
  await again.getByLabel('密码').fill('Xinzhou-2026-huxue')
  await again.getByRole('button', { name: '登录并继续' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByText('贾有志').first().waitFor()
})

test('another log-in of mine is seen and ended', async () => {
  const mine = await s.as('xianju')
  const lent = await s.as('xianju', { size: 'phone' })
  await mine.page.goto('/account')
  const others = mine.page.getByRole('listitem').filter({ has: mine.page.getByRole('button', { name: '退出', exact: true }) })
  await others.first().waitFor()
  expect((await lent.context.request.get('/api/v1/auth/me')).status()).toBe(200)
  await mine.page.getByRole('button', { name: '退出其他全部登录' }).click()
  await mine.page.getByRole('dialog').getByRole('button', { name: '退出其他全部登录' }).click()
  await others.first().waitFor({ state: 'detached' })
  expect((await lent.context.request.get('/api/v1/auth/me')).status()).toBe(401)
  expect((await mine.context.request.get('/api/v1/auth/me')).status()).toBe(200)
})

test('the language changes where one stands, and stays', async () => {
  const { page } = await s.as('duxue')
  await page.goto('/schools?kind=primary')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Schools' }).waitFor()
  expect(page.url()).toContain('kind=primary')
  await page.reload()
  await page.getByRole('heading', { name: 'Schools' }).waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '学校' }).first().waitFor()
})

async function change(who: Actor): Promise<void> {
  await who.page.goto('/settings')
  await who.page.getByRole('button', { name: '修改「推送服务联系方式」' }).click()
  await who.page.getByRole('dialog').getByLabel('值').waitFor()
}

test('two who change one setting: the second is told and keeps what he typed', async () => {
  const first = await s.as('guanli')
  const second = await s.visit()
  await logIn(second.context, 'guanli')
  await Promise.all([change(first), change(second)])
  for (const [who, address] of [[first, 'mailto:zhiban@xinzhou.example'], [second, 'mailto:other@xinzhou.example']] as const) {
    await who.page.getByRole('dialog').getByLabel('值').fill(address)
    await who.page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  }
  await first.page.getByText('mailto:zhiban@xinzhou.example').waitFor()
  const said = second.page.getByRole('dialog')
  await said.getByText('这条记录刚刚被别人改过').waitFor()
  expect(await said.getByLabel('值').inputValue()).toBe('mailto:other@xinzhou.example')
  await said.getByRole('button', { name: '载入最新内容' }).click()
  await said.getByText('这条记录刚刚被别人改过').waitFor({ state: 'detached' })
  expect(await said.getByLabel('值').inputValue()).toBe('mailto:zhiban@xinzhou.example')
})
