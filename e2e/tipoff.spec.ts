// A parent sees something dangerous: from the poster at the gate to the answer under his code.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()
const dialog = ({ page }: Actor, name: string | RegExp) => page.getByRole('dialog', { name })

/** A picture of a few pixels, as telephones make them. */
async function photo(who: Actor): Promise<Buffer> {
  const data = await who.page.evaluate(() => {
    const c = document.createElement('canvas')
    c.width = 320
    c.height = 240
    const g = c.getContext('2d')
    if (g) {
      g.fillStyle = '#8a9aa8'
      g.fillRect(0, 0, 320, 240)
      g.fillStyle = '#c0392b'
      g.fillRect(60, 90, 200, 24)
    }
    return c.toDataURL('image/jpeg')
  })
  return Buffer.from(data.split(',')[1] ?? '', 'base64')
}

test('a parent reports, the bureau takes it up, makes it a hazard, and the parent follows it', async () => {
  const safety = await s.as('anquan')
  await safety.page.goto('/tipoffs')
  await safety.page.getByRole('button', { name: '打印海报' }).click()
  const chooser = dialog(safety, '打印海报')
  await chooser.getByRole('combobox').fill('第一中学')
  await safety.page.locator('.ant-select-item-option').filter({ hasText: '第一中学' }).first().click()
  const href = await chooser.getByRole('link', { name: '打开海报' }).getAttribute('href')
  await safety.page.goto(href ?? '')
  await safety.page.getByText('手机扫一扫').waitFor()
  await shot(safety.page, 'tipoff-poster')
  const address = ((await safety.page.locator('.foot small').textContent()) ?? '').trim()

  // The telephone of 360 px, no JavaScript, nobody logged in.
  const picture = await photo(safety)
  const context = await s.browser.newContext({ baseURL: s.app.url, viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'zh-CN' })
  const parent = await context.newPage()
  await parent.goto(address)
  await parent.getByLabel('拥挤踩踏').check()
  await parent.getByLabel('有什么危险？').fill('西楼梯扶手断了，孩子差点掉下去')
  await parent.getByLabel('在什么位置？').fill('教学楼二楼西头')
  await parent.getByLabel('您的电话').fill('12345')
  await parent.getByRole('button', { name: '提交' }).click()
  await parent.getByText('电话号码不对').waitFor()
  expect(await parent.getByLabel('有什么危险？').inputValue()).toContain('西楼梯扶手')
  await parent.screenshot({ path: '.shots/tipoff-ask.png', fullPage: true })
  await parent.getByLabel('您的电话').fill('13800138000')
  await parent.getByLabel('照片').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: picture })
  await parent.getByRole('button', { name: '提交' }).click()
  await parent.getByText('已经收到，谢谢您').waitFor()
  await parent.screenshot({ path: '.shots/tipoff-sent.png', fullPage: true })
  const code = ((await parent.locator('.code').textContent()) ?? '').trim()
  expect(code).toMatch(/^[a-z0-9]{10}$/)

  const county = await s.as('xianju')
  await county.page.goto('/home')
  await county.page.getByText('西楼梯扶手断了').first().waitFor()
  await county.page.goto('/tipoffs')
  await county.page.getByRole('row').filter({ hasText: '西楼梯扶手' }).click()
  const detail = dialog(county, /SSP/)
  await detail.locator('.tip-photos img').evaluate(async (img: HTMLImageElement) => img.decode())
  await detail.getByText('138******00').waitFor()
  expect(await detail.getByRole('button', { name: '查看号码' }).count()).toBe(0)
  await shot(county.page, 'tipoff-detail')
  await detail.getByRole('button', { name: '受理', exact: true }).click()
  await county.page.locator('.ant-modal-confirm').getByRole('button', { name: '受理' }).click()
  await detail.getByRole('button', { name: '查看号码' }).click()
  await detail.getByText('13800138000').waitFor()
  await detail.getByRole('button', { name: '转为隐患' }).click()
  const hand = dialog(county, '转为隐患')
  await hand.getByRole('button', { name: '转为隐患' }).click()
  await hand.waitFor({ state: 'hidden' })
  await detail.getByText('整改中').waitFor()

  await parent.goto('/tipoff/follow')
  await parent.getByLabel('查询码').fill(code)
  await parent.getByRole('button', { name: '查询' }).click()
  await parent.getByText('已列为隐患，正在整改').waitFor()
  await parent.screenshot({ path: '.shots/tipoff-seen.png', fullPage: true })
  await context.close()

  await county.page.goto('/tipoffs')
  await county.page.getByText('近一年反映').waitFor()
  await shot(county.page, 'tipoffs')
}, 90_000)

test('the ledger and the public page fit a telephone', async () => {
  const school = await s.as('anquan', { size: 'phone' })
  await school.page.goto('/tipoffs')
  await school.page.getByText('近一年反映').waitFor()
  await shot(school.page, 'tipoffs-phone')
  await school.page.goto('/tipoff')
  await school.page.getByText('哪所学校，什么位置？').waitFor()
  await inspect(school.page)
}, 40_000)
