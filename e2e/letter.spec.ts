// A letter to parents, from the safety officer's desk to a grandmother's telephone.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()
const confirm = ({ page }: Actor, act: string) => page.locator('.ant-modal-confirm').getByRole('button', { name: act }).click()
const drawer = ({ page }: Actor, name: string | RegExp) => page.getByRole('dialog', { name })

async function act(who: Actor, name: string, letter: string | RegExp): Promise<void> {
  await drawer(who, letter).getByRole('button', { name }).click()
  await confirm(who, name)
}

test('a letter is written from a template, approved, read without an account and withdrawn', async () => {
  const safety = await s.as('anquan')
  // A refused act stays in its question, which rejects.
  safety.allow(/letter\.blank_left/)
  await safety.page.goto('/letters')
  await safety.page.getByRole('button', { name: '写一封信' }).click()
  const form = drawer(safety, '写一封信')
  await form.getByLabel('从范文开始').focus()
  await safety.page.keyboard.press('Enter')
  await safety.page.locator('.ant-select-item-option').filter({ hasText: '演练告知' }).click()
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await safety.page.getByRole('row').filter({ hasText: '应急疏散演练告知书' }).first().click()
  await act(safety, '送审', '应急疏散演练告知书')
  await safety.page.getByText('还有【请填写…】没有填').first().waitFor()
  await safety.page.locator('.ant-modal-confirm').getByRole('button', { name: '取消' }).click()
  await drawer(safety, '应急疏散演练告知书').getByRole('button', { name: '修改' }).click()
  const edit = drawer(safety, '修改')
  await edit.getByLabel('标题').fill('周五上午疏散演练告知书')
  await edit.getByLabel('正文').fill('尊敬的家长：\n{学校}定于周五上午十时组织疏散演练。\n一、这是演练\n届时校内会响起警报，请不要惊慌。')
  await edit.getByRole('button', { name: '保存' }).click()
  await edit.waitFor({ state: 'hidden' })
  await act(safety, '送审', /演练告知书/)
  await drawer(safety, /演练告知书/).getByText('待审核').waitFor()

  const principal = await s.as('xiaozhang')
  await principal.page.goto('/home')
  await principal.page.getByText('告家长书待审核：周五上午疏散演练告知书').waitFor()
  await principal.page.goto('/letters?state=submitted')
  await principal.page.getByRole('row').filter({ hasText: '周五上午' }).click()
  await act(principal, '审核通过并发布', '周五上午疏散演练告知书')
  const link = principal.page.getByRole('link', { name: /letter\// })
  const address = (await link.getAttribute('href')) ?? ''
  await principal.page.locator('.letter-share img').evaluate(async (img: HTMLImageElement) => img.decode())
  await shot(principal.page, 'letter-published')

  // A telephone of 360 px, no JavaScript, nobody logged in.
  const context = await s.browser.newContext({ baseURL: s.app.url, viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'zh-CN' })
  const parent = await context.newPage()
  await parent.goto(address)
  await parent.getByText('第一中学定于周五上午十时').waitFor()
  await parent.screenshot({ path: '.shots/letter-parent.png', fullPage: true })
  await parent.getByRole('button', { name: '已阅' }).click()
  await parent.getByText('已记下，谢谢您').waitFor()
  // The page asks only once; a browser that sends it again counts once all the same.
  expect(await parent.getByRole('button', { name: '已阅' }).count()).toBe(0)
  expect((await context.request.post(`${address}/read`)).ok()).toBe(true)
  await context.close()
  await principal.page.reload()
  await principal.page.getByText('1 次，自愿点击').waitFor()

  const reader = await s.visit({ size: 'phone' })
  await reader.page.goto(address)
  await shot(reader.page, 'letter-phone')
  await principal.page.getByRole('button', { name: '撤回' }).click()
  const why = drawer(principal, '撤回')
  await why.getByLabel(/撤回原因/).fill('改到下周五')
  await why.getByRole('button', { name: '撤回' }).click()
  await why.waitFor({ state: 'hidden' })
  await reader.page.reload()
  await reader.page.getByText('改到下周五').waitFor()
  expect(await reader.page.getByRole('button', { name: '已阅' }).count()).toBe(0)
  await shot(reader.page, 'letter-withdrawn')
}, 90_000)

test('the school takes over what the city wrote, and prints it', async () => {
  const safety = await s.as('anquan')
  await safety.page.goto('/letters?above=true')
  await safety.page.getByRole('row').filter({ hasText: '防范电信网络诈骗' }).first().waitFor()
  await shot(safety.page, 'letters-above')
  await safety.page.getByRole('row').filter({ hasText: '防范电信网络诈骗' }).first().click()
  await act(safety, '采用', /防范电信网络诈骗/)
  await safety.page.getByText('已采用').waitFor()
  await safety.page.goto('/letters')
  await safety.page.getByRole('row').filter({ hasText: '草拟' }).first().waitFor()
  await shot(safety.page, 'letters')
  const { items } = (await (await safety.context.request.get('/api/v1/letters?kind=traffic')).json()) as { items: { id: string }[] }
  await safety.page.goto(`/api/v1/letters/${items[0]!.id}/paper`)
  await safety.page.getByText('回　　执（自愿）').waitFor()
  await shot(safety.page, 'letter-paper')
  await safety.page.pdf({ path: '.shots/letter.pdf', preferCSSPageSize: true })

  const phone = await s.as('banzhuren', { size: 'phone' })
  await phone.page.goto('/letters')
  await phone.page.getByText('交通安全').first().waitFor()
  await inspect(phone.page)
  await shot(phone.page, 'letters-phone')
}, 90_000)
