// The main job, as the guard at the gate and the officer at the desk live it.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()

/** Holds the button for as long as it takes, as a thumb does. */
async function press(guard: Actor): Promise<void> {
  const button = guard.page.getByRole('button', { name: /按住/ })
  await button.hover()
  await guard.page.mouse.down()
  await guard.page.getByRole('heading', { name: /发送中|平台已收到|网络不通/ }).waitFor()
  await guard.page.mouse.up()
}

const truth = (guard: Actor, words: string) => guard.page.getByRole('heading', { name: words }).waitFor()

async function openPhone(login: string): Promise<Actor> {
  const guard = await s.as(login, { size: 'phone' })
  await guard.page.goto('/phone')
  await guard.page.getByRole('button', { name: /按住/ }).waitFor()
  return guard
}

async function openDesk(login = 'zhihui'): Promise<Actor> {
  const desk = await s.as(login)
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  return desk
}

/** Presses A as an officer does: when the button says that it is this one's turn. */
async function next(desk: Actor, verb: string): Promise<void> {
  await desk.page.locator(`[data-key=next][data-verb=${verb}][aria-disabled=false]`).waitFor()
  await desk.page.keyboard.press('a')
}

test('from the press at the gate to the reset button', async () => {
  const desk = await openDesk()
  const guard = await openPhone('menwei')
  await shot(guard.page, 'phone-alarm')
  await press(guard)
  await truth(guard, '平台已收到')
  const row = desk.page.locator('[data-alarm-state=waiting]').first()
  await row.waitFor()
  await row.click()
  await desk.page.getByRole('button', { name: '接警' }).first().waitFor()
  await shot(desk.page, 'desk')

  await next(desk, 'accept')
  await desk.page.locator('[data-alarm-state=accepted]').waitFor()
  await truth(guard, '指挥台已接警')
  await shot(guard.page, 'phone-accepted')

  await guard.page.getByRole('button', { name: '我已到现场' }).click()
  await guard.page.getByText('已报告到场').waitFor()

  await next(desk, 'dispatch')
  await desk.page.getByRole('button', { name: '确认派警' }).click()
  await desk.page.locator('[data-alarm-state=dispatched]').waitFor()
  await truth(guard, '已派警')
  await next(desk, 'arrive')
  await desk.page.locator('[data-alarm-state=on_scene]').waitFor()
  await truth(guard, '民警已到场')
  await next(desk, 'resolve')
  await desk.page.getByRole('button', { name: '确认办结' }).click()
  await truth(guard, '已处置完毕')
  await shot(desk.page, 'desk-resolved')
})

test('a tap is no press: letting go early cancels', async () => {
  const guard = await openPhone('menwei')
  const button = guard.page.getByRole('button', { name: /按住/ })
  await button.hover()
  await guard.page.mouse.down()
  await guard.page.getByText('松手即取消').first().waitFor()
  await guard.page.mouse.up()
  await guard.page.getByText('已取消，没有报警').waitFor()
})

test('with the network cut it rings, says to call 110, and sends exactly once when it can', async () => {
  const desk = await openDesk()
  const before = await desk.page.locator('[data-alarm-state=waiting]').count()
  const guard = await openPhone('anquan')
  guard.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  await guard.context.setOffline(true)
  await press(guard)
  await guard.page.getByRole('heading', { name: /网络不通/ }).waitFor()
  await guard.page.getByText(/未发送 1 条/).first().waitFor()
  await shot(guard.page, 'phone-offline')
  await guard.context.setOffline(false)
  await truth(guard, '平台已收到')
  await desk.page.locator('[data-alarm-state=waiting]').nth(before).waitFor()
  expect(await desk.page.locator('[data-alarm-state=waiting]').count()).toBe(before + 1)
})

test('the desk finds its alarms again after a power cut', async () => {
  const desk = await openDesk()
  desk.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to load resource/)
  const before = await desk.page.locator('[data-alarm-id]').count()
  await s.app.kill()
  await desk.page.getByText(/连接中断|正在重连/).first().waitFor()
  await s.app.start()
  const guard = await openPhone('banzhuren')
  await press(guard)
  await truth(guard, '平台已收到')
  await desk.page.locator('[data-alarm-id]').nth(before).waitFor()
})

test('a false alarm needs a reason, and only the police can call it one', async () => {
  const guard = await openPhone('menwei')
  await press(guard)
  await truth(guard, '平台已收到')
  await guard.page.getByRole('button', { name: '我按错了' }).click()
  await guard.page.getByRole('button', { name: '告诉指挥台' }).click()
  await guard.page.getByText('已告诉指挥台').first().waitFor()

  const desk = await openDesk()
  // Those that wait stand in the order of their presses, and this one is the youngest.
  await desk.page.locator('[data-alarm-state=waiting]').last().click()
  await desk.page.getByRole('button', { name: '误报…' }).click()
  await desk.page.getByLabel('误触').check()
  await desk.page.getByRole('button', { name: '确认误报并结束' }).click()
  await guard.page.getByRole('heading', { name: '公安确认为误报' }).waitFor()
})

test('the bureau sees the alarms of its area and cannot take them', async () => {
  const office = await s.as('jiaoyuju')
  await office.page.goto('/alarms')
  await office.page.getByRole('heading', { name: '一键报警' }).waitFor()
  await office.page.getByRole('row').nth(1).click()
  await office.page.getByText('经过').waitFor()
  await shot(office.page, 'alarms')
  expect(await office.page.getByRole('link', { name: '打开警务台' }).count()).toBe(0)
})
