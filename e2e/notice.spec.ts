// A yellow warning from the city's desk to a school that confirms it, a guard's phone
// that shows it, and a parent who reads it without an account.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()
const drawer = ({ page }: Actor, name: string | RegExp) => page.getByRole('dialog', { name })

async function act(who: Actor, name: string, notice: string | RegExp): Promise<void> {
  await drawer(who, notice).getByRole('button', { name, exact: true }).click()
  await who.page.locator('.ant-modal-confirm').getByRole('button', { name }).click()
}

async function pick(who: Actor, field: string, option: string): Promise<void> {
  await drawer(who, '写安全提示').getByLabel(field, { exact: true }).focus()
  await who.page.keyboard.press('ArrowDown')
  await who.page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click()
}

test('a warning is relayed, confirmed with one touch, read by parents and cancelled', async () => {
  const city = await s.as('jiaoyuju')
  city.allow(/notice\.not_minted_here/)
  city.allow(/422/)
  await city.page.goto('/safety-notices')
  await city.page.getByRole('row').filter({ hasText: '冬季取暖' }).waitFor()
  await shot(city.page, 'notices')
  await city.page.getByRole('button', { name: '写安全提示' }).click()
  const form = drawer(city, '写安全提示')
  await form.getByText('预警', { exact: true }).click()
  await pick(city, '级别', '橙色预警')
  await pick(city, '发布机关类别', '气象')
  await pick(city, '主题', '防汛防雷电')
  await form.getByLabel('发布机关', { exact: true }).fill('忻州市教育局')
  await form.getByLabel('标题').fill('暴雨橙色预警')
  await form.getByLabel('学校怎么做').fill('停止户外活动，清点在校人数。\n低洼校区把学生转移到二楼以上。')
  await form.getByLabel('家长怎么做').fill('不涉水接送，等学校通知再来。')
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('橙色、红色预警由人民政府等法定机关发布').first().waitFor()
  await form.getByLabel('发布机关', { exact: true }).fill('忻州市气象台')
  await shot(city.page, 'notice-form')
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await city.page.getByRole('row').filter({ hasText: '暴雨橙色预警' }).first().click()
  await act(city, '送审', /橙色预警/)
  await drawer(city, /橙色预警/).getByText('待审核').waitFor()

  const second = await s.as('fenguan')
  await second.page.goto('/home')
  await second.page.getByRole('link', { name: /安全提示待审核：暴雨橙色预警/ }).first().click()
  await act(second, '审核并发布', /橙色预警/)
  await drawer(second, /橙色预警/).getByText(/已送达 \d+ 所，已签收 0 所/).waitFor()

  // The school: one touch, then what was done.
  const safety = await s.as('anquan')
  await safety.page.goto('/home')
  await safety.page.getByRole('complementary', { name: '安全提示' }).getByText('橙色预警（Ⅱ级）').waitFor()
  await safety.page.getByRole('link', { name: /请签收：暴雨橙色预警/ }).first().waitFor()
  await shot(safety.page, 'notice-home')
  await safety.page.getByRole('link', { name: /请签收：暴雨橙色预警/ }).first().click()
  const mine = drawer(safety, /橙色预警/)
  await mine.getByRole('button', { name: '已收悉' }).waitFor()
  await shot(safety.page, 'notice-mine')
  await mine.getByRole('button', { name: '已收悉' }).click()
  await mine.getByText(/签收$/).first().waitFor()
  await mine.getByRole('button', { name: '反馈落实情况' }).click()
  const said = drawer(safety, '反馈落实情况')
  await said.getByLabel('做了什么').fill('户外活动已停，学生都在教室。')
  await said.getByRole('button', { name: '保存' }).click()
  await mine.getByText('已落实：户外活动已停').waitFor()

  await second.page.reload()
  const seen = drawer(second, /橙色预警/)
  await seen.getByText(/已签收 1 所（其中超时 0 所），已反馈落实 1 所/).waitFor()
  await seen.getByText('户外活动已停').waitFor()
  await seen.getByText('各校签收').scrollIntoViewIfNeeded()
  await shot(second.page, 'notice-receipts')
  const download = second.page.waitForEvent('download')
  await seen.getByRole('link', { name: '下载 CAP 1.2' }).click()
  expect((await download).suggestedFilename()).toMatch(/^ntc_.*\.issued\.xml$/)

  // The guard's phone: a line in words, and the page behind it.
  const guard = await s.as('menwei', { size: 'phone' })
  await guard.page.goto('/phone')
  await guard.page.getByRole('link', { name: /橙色预警（Ⅱ级） 暴雨橙色预警/ }).waitFor()
  await inspect(guard.page)
  await shot(guard.page, 'notice-phone-home')
  await guard.page.getByRole('link', { name: /暴雨橙色预警/ }).click()
  await guard.page.getByText('停止户外活动，清点在校人数。').waitFor()
  await guard.page.getByRole('link', { name: '返回手机报警页' }).waitFor()
  await inspect(guard.page)
  await shot(guard.page, 'notice-phone')

  // A parent: no account, no cookie, no JavaScript.
  const address = (await seen.getByRole('link', { name: /notice\// }).getAttribute('href')) ?? ''
  const context = await s.browser.newContext({ baseURL: s.app.url, viewport: { width: 390, height: 844 }, javaScriptEnabled: false, locale: 'zh-CN' })
  const parent = await context.newPage()
  await parent.goto(address)
  await parent.getByText('忻州市气象台（忻州市教育局转发）').waitFor()
  expect(await parent.getByText('清点在校人数').count()).toBe(0)
  expect(await context.cookies()).toEqual([])
  await parent.screenshot({ path: '.shots/notice-parent.png', fullPage: true })

  await seen.getByRole('button', { name: '解除', exact: true }).click()
  const why = drawer(second, '解除')
  await why.getByLabel(/解除原因/).fill('雨已停，气象台解除预警。')
  await why.getByRole('button', { name: '解除' }).click()
  await why.waitFor({ state: 'hidden' })
  await parent.reload()
  await parent.getByText('这条信息已解除，不再有效').waitFor()
  await parent.screenshot({ path: '.shots/notice-parent-over.png', fullPage: true })
  await context.close()
}, 90_000)

test('lists and details on a telephone', async () => {
  const safety = await s.as('anquan', { size: 'phone' })
  await safety.page.goto('/safety-notices')
  await safety.page.getByText('冬季取暖').first().waitFor()
  await inspect(safety.page)
  await shot(safety.page, 'notices-phone')
  await safety.page.getByText('道路结冰黄色预警').first().click()
  await safety.page.getByRole('button', { name: '已收悉' }).waitFor()
  await inspect(safety.page)
  await shot(safety.page, 'notice-detail-phone')
}, 60_000)
