// A school bus from the look round to the look at the last row; with the network cut in the middle.
import { expect, test } from 'vitest'
import { each, inspect, shot, stage, type Actor } from './support'

const s = stage()

async function ask<T>(who: Actor, path: string): Promise<T> {
  const answer = await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

interface Trip {
  id: string
  state: string
  red: boolean
  plate: string
  boarded: number
  alighted: number
}

test('an attendant looks after a trip without network, and one child is forgotten', { timeout: 120_000 }, async () => {
  const phone = await s.as('zhaoguan', { size: 'phone' })
  const head = await s.as('xiaozhang')
  const page = phone.page
  await page.goto('/phone')
  await page.getByText('打开').first().click()
  await page.getByText('出车前检查').waitFor()
  await each(page.getByRole('button', { name: '合格', exact: true }), (one) => one.click())
  await inspect(page)
  await shot(page, 'phone-bus-check')
  await page.getByRole('button', { name: '检查完毕' }).click()
  await page.getByRole('button', { name: '发车' }).click()
  await page.getByText('到达终点').waitFor()
  const id = page.url().split('/').pop()!
  const trip = () => ask<Trip>(phone, `/api/v1/buses/trips/${id}/kit`)

  // The network is cut in the middle of the roll: ticks are shown at once and sent later.
  phone.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to load resource/)
  await phone.context.setOffline(true)
  while ((await page.getByRole('button', { name: / 上车$/ }).count()) > 0) await page.getByRole('button', { name: / 上车$/ }).first().click()
  await page.getByText(/项待发送/).waitFor()
  await page.getByText('上车 8').waitFor()
  await shot(page, 'phone-bus-trip')
  await phone.context.setOffline(false)
  await page.getByText(/项待发送/).waitFor({ state: 'detached', timeout: 60_000 })
  await expect.poll(async () => (await trip()).boarded).toBe(8)

  // Arrived; seven get off, and the last row is confirmed: red at once.
  await page.getByRole('button', { name: '到达终点' }).click()
  await page.getByRole('timer').waitFor()
  for (let n = 0; n < 7; n++) {
    await page.getByRole('button', { name: / 下车$/ }).first().click()
    await expect.poll(() => page.getByRole('button', { name: / 下车$/ }).count()).toBe(7 - n)
  }
  await inspect(page)
  await shot(page, 'phone-bus-arrived')
  await page.locator('input[type=file]').setInputFiles({ name: 'IMG_9.png', mimeType: 'image/png', buffer: await head.page.screenshot() })
  await page.getByText('还有学生没有下车记录').waitFor()
  await shot(page, 'phone-bus-red')

  // It stands first in the office, and only a person with a reason settles it.
  await head.page.goto('/bus')
  await head.page.getByRole('row').nth(1).getByText('下车人数与上车人数不符').waitFor()
  await inspect(head.page)
  await shot(head.page, 'bus-today')
  await head.page.getByRole('row').nth(1).click()
  await head.page.getByAltText('清车照片').evaluate(async (img: HTMLImageElement) => img.decode())
  await head.page.getByRole('button', { name: '处理并解除' }).click()
  const form = head.page.getByRole('dialog').last()
  await form.getByLabel('查看结果和原因').fill('上车逐排查看，学生在后排睡着，已交给班主任')
  await form.getByRole('button', { name: '处理并解除' }).click()
  await head.page.getByText(/解除：上车逐排查看/).waitFor()
  await shot(head.page, 'bus-trip')
  expect((await trip()).red).toBe(false)
})

test('the ledger says who and what may not drive', { timeout: 60_000 }, async () => {
  const head = await s.as('xiaozhang')
  await head.page.goto('/bus-ledger')
  await head.page.getByText('符合规定').first().waitFor()
  await inspect(head.page)
  await shot(head.page, 'bus-ledger')
  await head.page.getByRole('button', { name: /^修改 晋H/ }).first().click()
  const form = head.page.getByRole('dialog')
  await form.getByLabel('逃生锤').uncheck()
  await form.getByRole('button', { name: '保存' }).click()
  await head.page.getByText('装备不全').waitFor()
  await head.page.getByText('人员', { exact: true }).click()
  await head.page.getByText('驾驶人').first().waitFor()
  await inspect(head.page)

  // A line of one's own, and who rides on it.
  await head.page.getByText('线路', { exact: true }).first().click()
  await head.page.getByRole('button', { name: /^修改 / }).first().click()
  const line = head.page.getByRole('dialog')
  await line.getByRole('button', { name: '增加站点' }).waitFor()
  await inspect(head.page)
  await shot(head.page, 'bus-line')
  await line.getByRole('button', { name: '保存' }).click()
  await line.waitFor({ state: 'detached' })
  await head.page.getByRole('button', { name: /^安排乘车学生 / }).first().click()
  const seats = head.page.getByRole('dialog')
  await seats.getByRole('button', { name: /^移出 / }).first().click()
  await seats.getByLabel('班级').click()
  await head.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  await seats.getByLabel('学生', { exact: true }).click()
  await head.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  await seats.getByText('只记姓名、班级、站点和座位').click()
  await seats.getByRole('button', { name: '增加学生' }).click()
  await shot(head.page, 'bus-riders')
  await seats.getByRole('button', { name: '保存' }).click()
  await seats.waitFor({ state: 'detached' })
})
