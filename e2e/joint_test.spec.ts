// A month of joint tests, as the county, the guard and the desk live it: plan,
// tell the police, press, accept, arrive, sign; then the figure and the map.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()

interface Test {
  id: string
  version: number
  button: string
  buttonId: string
  schoolName: string
  month: string
  state: string
}

async function ask<T>(who: Actor, path: string, body?: object): Promise<T> {
  const answer = body ? await who.context.request.post(path, { data: body }) : await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** Presses A as an officer does: when the button says that it is this one's turn. */
async function next(desk: Actor, verb: string): Promise<void> {
  await desk.page.locator(`[data-key=next][data-verb=${verb}][aria-disabled=false]`).waitFor()
  await desk.page.keyboard.press('a')
}

/** Whatever day it is: every button of the guard's school is to be tested today. */
async function bringForward(county: Actor, guard: Actor): Promise<void> {
  const month = today().slice(0, 7)
  const when = { day: today(), from: 0, to: 1439 }
  const { items: buttons } = await ask<{ items: { id: string }[] }>(guard, '/api/v1/alarm-buttons')
  for (const button of buttons) {
    const { items } = await ask<{ items: Test[] }>(county, `/api/v1/joint-tests?month=${month}&button=${button.id}`)
    const found = items.find((t) => t.state === 'planned')
    if (found) await ask(county, `/api/v1/joint-tests/${found.id}/move`, { version: found.version, ...when })
    else await ask(county, '/api/v1/joint-tests', { buttonId: button.id, ...when })
  }
}

/** One more button of the school, without the screens that the first one has gone through. */
async function proveOther(t: Test, guard: Actor, desk: Actor): Promise<void> {
  let alarm = await ask<{ id: string; version: number }>(guard, `/api/v1/joint-tests/${t.id}/start`, {})
  for (const verb of ['accept', 'arrive']) alarm = await ask(desk, `/api/v1/alarms/${alarm.id}/${verb}`, { version: alarm.version })
  const at = async () => (await ask<{ test: Test }>(guard, `/api/v1/joint-tests/${t.id}`)).test.version
  await ask(guard, `/api/v1/joint-tests/${t.id}/record`, { version: await at(), located: 'yes', video: 'yes', talk: 'none' })
  await ask(guard, `/api/v1/joint-tests/${t.id}/sign`, { version: await at(), side: 'school' })
  await ask(desk, `/api/v1/joint-tests/${t.id}/sign`, { version: await at(), side: 'police' })
}

test('a joint test from plan to record', { timeout: 180_000 }, async () => {
  const county = await s.as('xianju')
  const guard = await s.as('menwei', { size: 'phone' })
  const desk = await s.as('zhihui')

  // The county plans the month and tells the police.
  await county.page.goto('/joint-tests')
  await county.page.getByRole('heading', { name: '一键报警联测' }).waitFor()
  await county.page.getByText('0.00%').first().waitFor()
  await county.page.getByRole('button', { name: '排本月计划' }).click()
  const form = county.page.getByRole('dialog')
  await form.getByLabel('开始').waitFor()
  await inspect(county.page)
  await form.getByRole('button', { name: '排本月计划' }).click()
  await form.waitFor({ state: 'detached' })
  await bringForward(county, guard)
  await county.page.getByRole('button', { name: '通知公安' }).click()
  await county.page.getByRole('dialog').getByRole('button', { name: '通知公安' }).click()
  await county.page.getByText(/已通知 \d+ 人/).waitFor()
  await county.page.getByRole('row', { name: /已通知/ }).first().waitFor()
  await shot(county.page, 'joint-plan')

  // The guard finds it on his phone and presses.
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  await guard.page.goto('/phone')
  await guard.page.getByRole('link', { name: /今日联测/ }).click()
  const first = guard.page.locator('.joint').first()
  await first.getByRole('button', { name: '按下联测' }).waitFor()
  await shot(guard.page, 'phone-joint-start')
  await first.getByRole('button', { name: '按下联测' }).click()

  // The desk gets an alarm that is marked as a test, and answers it as any other.
  const row = desk.page.locator('[data-alarm-state=waiting]').first()
  await row.waitFor()
  expect(await row.textContent()).toContain('联测')
  await row.click()
  await next(desk, 'accept')
  await desk.page.locator('[data-alarm-state=accepted]').waitFor()
  await next(desk, 'dispatch')
  await desk.page.getByRole('button', { name: '确认派警' }).click()
  await desk.page.locator('[data-alarm-state=dispatched]').waitFor()
  await next(desk, 'arrive')
  await desk.page.locator('[data-alarm-state=on_scene]').waitFor()

  // The guard says what he saw and signs for the school.
  for (const [question, answer] of [['定位准确吗？', '是'], ['视频弹出了吗？', '是'], ['对讲清晰吗？', '未安装']] as const) {
    await first.getByRole('group', { name: question }).getByRole('button', { name: answer, exact: true }).click()
  }
  await shot(guard.page, 'phone-joint-record')
  await first.getByRole('button', { name: '保存记录' }).click()
  await first.getByRole('button', { name: '学校签字确认' }).click()
  await first.getByText(/学校已签字/).waitFor()

  // The police sign on the record, where every time has been measured.
  const month = today().slice(0, 7)
  const running = (await ask<{ items: Test[] }>(desk, `/api/v1/joint-tests?month=${month}&state=running`)).items[0]!
  const office = await s.as('zhihui')
  await office.page.goto(`/joint-tests?month=${month}&open=${running.id}`)
  await office.page.getByText('系统记录，不可填写').waitFor()
  await office.page.getByText(/秒（限 30 秒）/).waitFor()
  await office.page.getByText('按现有记录将判为').waitFor()
  await office.page.getByRole('button', { name: '公安签字' }).click()
  await office.page.getByRole('dialog').filter({ hasText: '双方签字后即判定结果' }).getByRole('button', { name: '公安签字' }).click()
  await office.page.locator('.ant-drawer').getByText('结果').waitFor()
  await office.page.locator('.ant-modal, .ant-message-notice').first().waitFor({ state: 'detached' })
  await shot(office.page, 'joint-record')
  await office.page.goto(`/joint-tests/${running.id}/print`)
  await office.page.getByRole('heading', { name: '一键报警联测记录' }).waitFor()
  await office.page.getByRole('rowheader', { name: '接警时间' }).waitFor()
  await shot(office.page, 'joint-print')

  // The county's figure rises.
  await county.page.goto(`/joint-tests?month=${month}`)
  await county.page.locator('.figure').getByText(/[1-9]\d*\.\d\d%|0\.[1-9]\d%/).waitFor()

  // With the school's other buttons proven too, the map knows it by today.
  const { items: rest } = await ask<{ items: Test[] }>(guard, `/api/v1/joint-tests?month=${month}&day=${today()}&state=announced`)
  expect(rest.length).toBeGreaterThan(0)
  for (const t of rest) await proveOther(t, guard, desk)
  await desk.page.getByRole('button', { name: '联测', exact: true }).click()
  await desk.page.getByText('其中今天验证 1 所').waitFor()
  await shot(desk.page, 'desk-joint')
})

test('the register of buttons, never proven first', { timeout: 120_000 }, async () => {
  const safety = await s.as('anquan')
  await safety.page.goto('/alarm-buttons')
  await safety.page.getByRole('row').nth(1).getByRole('button').first().click()
  const drawer = safety.page.getByRole('dialog')
  await drawer.getByText('距上次验证').waitFor()
  await inspect(safety.page)
  await drawer.getByRole('button', { name: '停用' }).click()
  await safety.page.getByRole('dialog').filter({ hasText: '停用后不再列入联测' }).getByRole('button', { name: '停用' }).click()
  // The box itself goes too: a place with a registered box lacks nothing (ADR 43).
  const { items: gone } = await ask<{ items: { deviceId: string }[] }>(safety, '/api/v1/alarm-buttons?status=retired')
  const box = `/api/v1/equipment/${gone[0]?.deviceId ?? ''}`
  const { version } = await ask<{ version: number }>(safety, box)
  expect((await safety.context.request.post(`${box}/retire`, { data: { version, reason: '拆除' } })).status()).toBe(200)
  await safety.page.getByRole('tab', { name: '应设未设' }).click()
  await safety.page.getByRole('row').nth(1).getByRole('button').first().click()
  await safety.page.getByRole('dialog').getByRole('button', { name: '新增按钮' }).click()
  await safety.page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await safety.page.getByText('没有缺少按钮的部位').or(safety.page.getByText('没有符合条件的记录')).waitFor()

  const bureau = await s.as('jiaoyuju')
  await bureau.page.goto('/alarm-buttons')
  await bureau.page.getByRole('row').nth(5).waitFor()
  await shot(bureau.page, 'alarm-buttons')
})
