// While an alarm runs, everybody who has a part in it talks on one timeline.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()

async function openPhone(login: string): Promise<Actor> {
  const actor = await s.as(login, { size: 'phone' })
  await actor.page.goto('/phone')
  await actor.page.getByRole('button', { name: /按住\s*报警/ }).waitFor()
  return actor
}

async function press(guard: Actor, name: RegExp): Promise<void> {
  await guard.page.getByRole('button', { name }).hover()
  await guard.page.mouse.down()
  await guard.page.getByRole('heading', { name: /发送中|平台已收到|网络不通/ }).waitFor()
  await guard.page.mouse.up()
  await guard.page.getByRole('heading', { name: '平台已收到' }).waitFor()
}

async function openDesk(): Promise<Actor> {
  const desk = await s.as('zhihui')
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  return desk
}

test('the guard sends words, a photograph, his voice and his place; the desk answers', async () => {
  const desk = await openDesk()
  const guard = await openPhone('menwei')
  await press(guard, /按住\s*报警/)
  await desk.page.locator('[data-alarm-state=waiting]').first().click()
  await desk.page.locator('[data-detail-id]').waitFor()

  await guard.page.getByRole('button', { name: '关门' }).or(guard.page.getByRole('checkbox', { name: '关门' })).click()
  await guard.page.getByRole('button', { name: '隐蔽' }).click()
  await desk.page.getByRole('region', { name: '学校行动卡' }).getByText('隐蔽').waitFor()
  await shot(guard.page, 'phone-status')

  await guard.page.getByRole('link', { name: /对话/ }).click()
  await guard.page.getByRole('textbox').fill('两人持棍，在东侧围墙')
  await guard.page.getByRole('button', { name: '发送' }).click()
  await desk.page.locator('.timeline').getByText('两人持棍，在东侧围墙').waitFor()

  const picture = await desk.page.screenshot()
  await guard.page.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: picture })
  const small = desk.page.getByRole('button', { name: /放大照片/ })
  await small.waitFor()
  await guard.page.getByRole('img', { name: /发来的照片/ }).waitFor()

  const voice = guard.page.getByRole('button', { name: '按住说话' })
  await voice.hover()
  await guard.page.mouse.down()
  await guard.page.getByText(/正在录音 1 秒/).waitFor()
  await guard.page.mouse.up()
  const player = desk.page.locator('audio')
  await player.waitFor()
  // The recording is one that the browser itself can play.
  expect(await player.evaluate((a: HTMLAudioElement) => new Promise((done) => {
    a.onloadeddata = () => done('plays')
    a.onerror = () => done('does not play')
    a.load()
    a.preload = 'auto'
  }))).toBe('plays')

  await guard.context.grantPermissions(['geolocation'])
  await guard.context.setGeolocation({ longitude: 112.7345, latitude: 38.4167, accuracy: 9 })
  await guard.page.getByRole('switch', { name: /共享我的位置/ }).click()
  await guard.page.getByText('开，指挥台看得到').waitFor()
  await desk.page.locator('.person').waitFor()

  await desk.page.keyboard.press('w')
  await desk.page.keyboard.type('民警两分钟到，请守住东门')
  await desk.page.keyboard.press('Enter')
  await guard.page.getByText('民警两分钟到，请守住东门').waitFor()
  await shot(guard.page, 'phone-talk')
  await shot(desk.page, 'desk-talk')
  await small.click()
  await desk.page.getByRole('dialog').getByRole('img').waitFor()
  await shot(desk.page, 'desk-photo')
  await desk.page.keyboard.press('Escape')

  // He says that he pressed by mistake: the desk reads it, and the alarm stays as open as it was.
  await guard.page.goBack()
  await guard.page.getByRole('button', { name: '我按错了' }).click()
  await guard.page.getByRole('button', { name: '告诉指挥台' }).click()
  await guard.page.getByText('已告诉指挥台').first().waitFor()
  await desk.page.locator('.timeline').getByText('报警人称误按').waitFor()
  await desk.page.locator('[data-alarm-state=waiting]').first().waitFor()
  await shot(guard.page, 'phone-mistake')
})

test('a teacher who did not press finds the alarm on her phone and helps', async () => {
  const teacher = await openPhone('banzhuren')
  await teacher.page.getByRole('link', { name: /有报警/ }).click()
  await teacher.page.getByRole('heading', { name: '平台已收到' }).waitFor()
  // What only the presser may do is not offered to her.
  expect(await teacher.page.getByRole('button', { name: '我按错了' }).count()).toBe(0)
  await teacher.page.getByRole('button', { name: '我已到现场' }).click()
  await teacher.page.getByText('已报告到场').waitFor()
  await teacher.page.getByRole('checkbox', { name: '广播' }).click()
  await teacher.page.getByText(/后 /).first().waitFor()
  await shot(teacher.page, 'phone-teacher')
  await teacher.page.getByRole('link', { name: /对话/ }).click()
  await teacher.page.getByRole('button', { name: '门已锁好' }).click()
  await teacher.page.locator('.talk .message').getByText('门已锁好').waitFor()
})

test('a call for help of the staff is another button, and never the siren', async () => {
  const teacher = await openPhone('banzhuren')
  await shot(teacher.page, 'phone-home')
  await press(teacher, /教师求助/)
  expect(await teacher.page.getByRole('button', { name: /鸣响/ }).count()).toBe(0)
  await teacher.page.getByText('教师求助').first().waitFor()
})

test('after the close nobody writes any more, and the office reads the same story', async () => {
  const police = await s.as('zhihui')
  const list = (await (await police.context.request.get('/api/v1/alarms?open=true')).json()) as { items: { id: string; version: number; level?: string }[] }
  const first = list.items.at(-1)!
  for (const verb of ['accept', 'resolve']) {
    const now = (await (await police.context.request.get(`/api/v1/alarms/${first.id}`)).json()) as { alarm: { version: number } }
    expect((await police.context.request.post(`/api/v1/alarms/${first.id}/${verb}`, { data: { version: now.alarm.version } })).status()).toBe(200)
  }
  const guard = await openPhone('menwei')
  await guard.page.goto(`/phone#/alarm/${first.id}/talk`)
  await guard.page.getByText('两人持棍').waitFor()
  await guard.page.getByRole('textbox').waitFor({ state: 'detached' })

  const office = await s.as('xiaozhang')
  await office.page.goto(`/alarms?open=${first.id}`)
  await office.page.getByText('民警两分钟到').waitFor()
  await office.page.getByRole('button', { name: /放大照片/ }).waitFor()
  await shot(office.page, 'alarms-talk')
})
