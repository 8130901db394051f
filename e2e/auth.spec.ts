// Who may come in, as the principal, the new guard and the official live it.
import { expect, test } from 'vitest'
import { codeFor, shot, stage, type Actor } from './support'
import { password } from './support/city'

const s = stage()

async function logIn(who: Actor, login: string, secret = password): Promise<void> {
  await who.page.getByLabel('账号').fill(login)
  await who.page.getByLabel('密码').fill(secret)
  await who.page.getByRole('button', { name: '登录', exact: true }).click()
}

const inside = (who: Actor) => who.page.waitForURL((url) => !/^\/(login|setup)/.test(url.pathname))

test('a wrong password is told, the right one leads back to the page that was asked for', async () => {
  for (const size of ['desktop', 'phone'] as const) {
    const who = await s.visit({ size })
    await who.page.goto('/account')
    await who.page.waitForURL(/\/login\?from=/)
    await shot(who.page, `login-${size}`)
    await logIn(who, 'xiaozhang', 'wrong')
    await who.page.getByText('账号或密码不正确，还可再试').waitFor()
    await logIn(who, 'xiaozhang')
    await who.page.waitForURL(/\/account$/)
    await who.page.getByRole('heading', { name: '登录中的设备' }).waitFor()
  }
})

test('the principal adds a guard, who sets a password with the link and sees what a guard sees', async () => {
  const head = await s.as('xiaozhang')
  await head.page.goto('/people')
  await head.page.getByRole('button', { name: '新增人员' }).click()
  await head.page.getByLabel('姓名', { exact: true }).fill('周大山')
  await head.page.getByLabel('账号', { exact: true }).fill('zhoudashan')
  const school = head.page.getByRole('dialog').getByRole('combobox')
  await school.click()
  await head.page.getByRole('option').first().waitFor({ state: 'attached' })
  await school.press('Enter')
  await head.page.getByRole('button', { name: '保存' }).click()
  const link = await head.page.locator('output').innerText()
  await shot(head.page, 'people-link')
  await head.page.getByRole('button', { name: '已交付，关闭' }).click()

  await head.page.getByText('zhoudashan').click()
  await head.page.getByRole('button', { name: '授予角色' }).click()
  const role = head.page.getByRole('dialog').last().getByLabel('角色', { exact: true })
  await role.click()
  await head.page.getByTitle('保安员', { exact: true }).click()
  await head.page.getByRole('button', { name: '保存' }).click()
  await head.page.getByRole('button', { name: '收回' }).waitFor()
  await head.page.getByText('已保存').first().waitFor({ state: 'detached' })
  await shot(head.page, 'person')

  const guard = await s.visit({ size: 'phone' })
  await guard.page.goto(link)
  await guard.page.getByText('周大山，您好').waitFor()
  await guard.page.getByLabel('新密码').fill('password12')
  await guard.page.getByLabel('再输入一次').fill('password12')
  await guard.page.getByRole('button', { name: '完成设置' }).click()
  await guard.page.getByText('至少用三种').waitFor()
  await guard.page.getByLabel('新密码').fill('Quiet-river-9')
  await guard.page.getByLabel('再输入一次').fill('Quiet-river-9')
  await guard.page.getByRole('button', { name: '完成设置' }).click()
  await inside(guard)
  const me = (await (await guard.context.request.get('/api/v1/auth/me')).json()) as { roles: string[] }
  expect(me.roles).toEqual(['guard'])

  const late = await s.visit()
  await late.page.goto(link)
  await late.page.getByText('链接已使用').waitFor()
})

test('a terminal is paired by its code, and revoked', async () => {
  const head = await s.as('xiaozhang')
  await head.page.goto('/devices')
  await head.page.getByRole('button', { name: '登记设备' }).first().click()
  await head.page.getByLabel('设备名称').fill('东门门卫终端')
  const school = head.page.getByRole('dialog').getByRole('combobox').first()
  await school.click()
  await head.page.getByRole('option').first().waitFor({ state: 'attached' })
  await school.press('Enter')
  await head.page.getByRole('button', { name: '保存' }).click()
  const code = await head.page.locator('output').innerText()
  await head.page.getByRole('button', { name: '已交付，关闭' }).click()

  const gate = await s.visit({ size: 'phone' })
  expect((await gate.context.request.post('/api/v1/auth/device/pair', { data: { code } })).status()).toBe(200)
  await head.page.reload()
  await head.page.getByText('使用中').waitFor()
  await shot(head.page, 'devices')
  await head.page.getByText('东门门卫终端').click()
  await head.page.getByRole('button', { name: '注销设备' }).click()
  await head.page.getByRole('dialog').getByRole('button', { name: '注销设备' }).last().click()
  await head.page.getByText('已注销').first().waitFor()
  expect((await gate.context.request.get('/api/v1/auth/me')).status()).toBe(401)
})

test('the auditor reads what was done', async () => {
  const auditor = await s.as('shenji')
  await auditor.page.goto('/audit?action=auth.')
  await auditor.page.getByText('授予角色').first().waitFor()
  await shot(auditor.page, 'audit')
  await auditor.page.getByRole('button', { name: /^\d{4}-\d{2}-\d{2} / }).first().click()
  await auditor.page.getByText('上一条校验值').waitFor()
  const phone = await s.as('shenji', { size: 'phone' })
  await phone.page.goto('/audit')
  await phone.page.getByText('登录', { exact: true }).first().waitFor()
})

test('an official sets up the second factor once, and gives it from then on', async () => {
  const admin = await s.as('guanli')
  const settings = (await (await admin.context.request.get('/api/v1/settings')).json()) as { items: { key: string; version: number }[] }
  const version = settings.items.find((i) => i.key === 'auth.second_factor')?.version
  const set = await admin.context.request.patch('/api/v1/settings/auth.second_factor', { data: { value: 'required', version } })
  expect(set.status()).toBe(200)

  const first = await s.visit({ size: 'phone' })
  await first.page.goto('/login')
  await logIn(first, 'jiaoyuju')
  await first.page.getByAltText('二次验证二维码').waitFor()
  await shot(first.page, 'second-factor')
  const key = await first.page.locator('.factor code').innerText()
  await first.page.getByLabel('6 位动态口令').fill(codeFor(key))
  await first.page.getByRole('button', { name: '验证' }).click()
  await first.page.getByRole('heading', { name: '请保存恢复码' }).waitFor()
  const spare = await first.page.getByRole('listitem').first().innerText()
  await first.page.getByRole('button', { name: '我已妥善保存' }).click()
  await inside(first)

  const again = await s.visit()
  await again.page.goto('/login')
  await logIn(again, 'jiaoyuju')
  await again.page.getByLabel('动态口令或恢复码').fill(spare)
  await again.page.getByRole('button', { name: '验证' }).click()
  await inside(again)
  await again.page.goto('/account')
  await again.page.getByText('剩余恢复码 9 个').waitFor()

  const guard = await s.visit({ size: 'phone', lang: 'en-US' })
  await guard.page.goto('/login')
  await guard.page.getByLabel('Account').fill('menwei')
  await guard.page.getByLabel('Password').fill(password)
  await guard.page.getByRole('button', { name: 'Log in', exact: true }).click()
  await inside(guard)
})
