// A drill with a roll call, from the button that starts it to the last pupil found.
import { expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()

test('a drill: striped everywhere, no siren, class by class until everybody is accounted for', async () => {
  const desk = await s.as('zhihui')
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  const teacher = await s.as('banzhuren', { size: 'phone' })
  await teacher.page.goto('/phone')
  await teacher.page.getByRole('button', { name: /按住\s*报警/ }).waitFor()
  // A teacher takes part in drills and starts none.
  expect(await teacher.page.getByRole('link', { name: /练一练/ }).count()).toBe(0)

  const guard = await s.as('menwei', { size: 'phone' })
  await guard.page.goto('/phone')
  await guard.page.getByRole('link', { name: /练一练/ }).click()
  await guard.page.getByText('演练不出警').waitFor()
  await shot(guard.page, 'phone-drill')
  await guard.page.getByRole('button', { name: /开始演练/ }).hover()
  await guard.page.mouse.down()
  await guard.page.getByRole('heading', { name: /发送中|平台已收到/ }).waitFor()
  await guard.page.mouse.up()
  await guard.page.getByRole('heading', { name: '平台已收到' }).waitFor()
  await guard.page.locator('.hero .striped').getByText('演练').waitFor()
  expect(await guard.page.getByRole('button', { name: /鸣响/ }).count()).toBe(0)

  const row = desk.page.locator('[data-alarm-state=waiting]').first()
  await row.getByText('演练').first().waitFor()
  await row.click()
  await desk.page.locator('.detail.is-practice').waitFor()
  expect(await desk.page.getByRole('button', { name: '静音当前' }).count()).toBe(0)
  expect(await desk.page.title()).not.toContain('待接警')

  await guard.page.getByRole('link', { name: /^清点/ }).click()
  await guard.page.getByRole('button', { name: '开始清点' }).click()
  await guard.page.getByText(/已报 0\//).waitFor()

  await teacher.page.getByRole('link', { name: /有报警/ }).click()
  await teacher.page.locator('.hero .striped').waitFor()
  await teacher.page.getByRole('link', { name: /^清点/ }).click()
  await teacher.page.getByRole('link', { name: /我的班/ }).click()
  await teacher.page.getByRole('button', { name: '没找到的人数 +1' }).click()
  await teacher.page.getByRole('button', { name: '没找到的人数 +1' }).click()
  await teacher.page.getByLabel(/没找到的座号/).fill('12 31')
  await shot(teacher.page, 'phone-class')
  await teacher.page.getByRole('button', { name: /^报告：/ }).click()
  const roll = desk.page.getByRole('region', { name: '清点', exact: true })
  await roll.getByText('座号 12、31').waitFor()
  await roll.getByText('未找到 2 人').first().waitFor()

  // The guard reports one class by hand, his colleagues the others. The class that misses
  // somebody goes up in his list: let it be there before he aims.
  await guard.page.getByRole('link', { name: /未找到 2 人/ }).waitFor()
  await guard.page.getByRole('link', { name: /未报告/ }).first().click()
  await guard.page.getByRole('button', { name: /人到齐/ }).click()
  await guard.page.getByText(/已报 2\//).waitFor()
  const head = await s.as('xiaozhang')
  const { items } = (await (await head.context.request.get('/api/v1/alarms?open=true')).json()) as { items: { id: string }[] }
  const path = `/api/v1/alarms/${items[0]!.id}/roll-call`
  const list = (await (await head.context.request.get(path)).json()) as { items: { id: string; pupils: number; at: number }[] }
  for (const c of list.items.filter((one) => one.at === 0)) {
    expect((await head.context.request.post(`${path}/${c.id}`, { data: { present: c.pupils, unaccounted: 0 } })).status()).toBe(200)
  }
  await roll.getByText(`已报 ${list.items.length}/${list.items.length} 班`).waitFor()
  await guard.page.getByText('未找到 2 人').first().waitFor()
  await shot(guard.page, 'phone-roll')
  await shot(desk.page, 'desk-roll')

  // They were in the library.
  await teacher.page.getByRole('link', { name: /我的班/ }).click()
  await teacher.page.getByRole('button', { name: '没找到的人数 −1' }).click()
  await teacher.page.getByRole('button', { name: '没找到的人数 −1' }).click()
  await teacher.page.getByRole('button', { name: /人到齐/ }).click()
  await roll.getByText(/全部清点完毕，用时/).waitFor()
  expect(await roll.getByText('座号').count()).toBe(0)
  await guard.page.getByText(/全部清点完毕，用时/).waitFor()
  await shot(guard.page, 'phone-roll-full')
})

test('the school keeps its list of classes', async () => {
  const head = await s.as('xiaozhang')
  const { schools } = (await (await head.context.request.get('/api/v1/alarms/context')).json()) as { schools: { id: string; name: string }[] }
  await head.page.goto('/schools')
  await head.page.getByRole('row').filter({ hasText: schools[0]!.name }).click()
  await head.page.getByRole('heading', { name: '班级' }).waitFor()
  await head.page.getByRole('button', { name: '新增班级' }).click()
  await head.page.getByLabel('班级名称').fill('社团混合班')
  await head.page.getByLabel('人数').fill('18')
  await head.page.getByRole('button', { name: '保存' }).click()
  await head.page.getByText('社团混合班').waitFor()
  await shot(head.page, 'school-classes')
})
