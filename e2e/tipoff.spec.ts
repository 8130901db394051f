// A parent sees something dangerous: from the poster at the gate to the answer under his code.
import { expect, test } from 'vitest'
import { each, inspect, shot, stage, type Actor } from './support'

const s = stage()
const dialog = ({ page }: Actor, name: string | RegExp) => page.getByRole('dialog', { name })

async function ask<T>(who: Actor, path: string): Promise<T> {
  const answer = await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A picture as telephones make them: far more pixels than anybody needs. */
async function photo(who: Actor): Promise<Buffer> {
  const data = await who.page.evaluate(() => {
    const c = document.createElement('canvas')
    c.width = 3200
    c.height = 2400
    const g = c.getContext('2d')
    if (g) {
      g.fillStyle = '#8a9aa8'
      g.fillRect(0, 0, 3200, 2400)
      g.fillStyle = '#c0392b'
      g.fillRect(600, 900, 2000, 240)
      // Grain, so that it weighs as much as a photograph.
      for (let i = 0; i < 60_000; i++) {
        g.fillStyle = `hsl(${(i * 47) % 360} 40% 50%)`
        g.fillRect((i * 7919) % 3200, (i * 104_729) % 2400, 5, 5)
      }
    }
    return c.toDataURL('image/jpeg', 0.95)
  })
  return Buffer.from(data.split(',')[1] ?? '', 'base64')
}

/** A verb on a hazard's page that opens a form; the form's button has the same name. */
async function fill({ page }: Actor, verb: string, write: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click()
  const form = page.getByRole('dialog')
  await form.waitFor()
  await write()
  await form.getByRole('button', { name: verb, exact: true }).click()
  await form.waitFor({ state: 'detached' })
}

/** The address on the poster of a school, as the telephone's camera reads it. */
async function poster(who: Actor, school: string): Promise<string> {
  await who.page.goto('/tipoffs')
  await who.page.getByRole('button', { name: '打印海报' }).click()
  const chooser = dialog(who, '打印海报')
  await chooser.getByRole('combobox').fill(school)
  await who.page.locator('.ant-select-item-option').filter({ hasText: school }).first().click()
  await who.page.goto((await chooser.getByRole('link', { name: '打开海报' }).getAttribute('href')) ?? '')
  await who.page.getByText('手机扫一扫').waitFor()
  await shot(who.page, 'tipoff-poster')
  return ((await who.page.locator('.foot small').textContent()) ?? '').trim()
}

const done = async ({ page }: Actor, state: string) => page.locator('.page-head').getByText(state).waitFor()

test('what a parent reports becomes a hazard, is mended, verified by another, and answered by itself', async () => {
  const safety = await s.as('anquan')
  const county = await s.as('xianju')
  const parent = await s.visit({ size: 'phone' })
  const address = await poster(safety, '第一中学')

  // A parent at the gate: nobody logged in; the picture shrinks before it is sent.
  const { page } = parent
  await page.goto(address)
  await page.getByLabel('拥挤踩踏').check()
  await page.getByLabel('有什么危险？').fill('西楼梯扶手断了，孩子差点掉下去')
  await page.getByLabel('在什么位置？').fill('教学楼二楼西头')
  await page.getByLabel('您的电话').fill('13800138000')
  const picture = await photo(safety)
  const input = page.getByLabel('照片')
  await input.setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: picture })
  await page.getByText('照片已缩小').waitFor()
  const sent = await input.evaluate((i: HTMLInputElement) => i.files![0]!.size)
  expect(sent).toBeLessThan(picture.length / 2)
  await inspect(page)
  await shot(page, 'phone-tipoff')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByText('已经收到，谢谢您').waitFor()
  await shot(page, 'phone-tipoff-sent')
  const code = ((await page.locator('.code').textContent()) ?? '').trim()
  expect(code).toMatch(/^[a-z0-9]{10}$/)

  // The bureau takes it up, calls back and makes it a hazard.
  await county.page.goto('/home')
  await county.page.getByText('西楼梯扶手断了').first().waitFor()
  await county.page.goto('/tipoffs')
  await county.page.getByRole('row').filter({ hasText: '西楼梯扶手' }).click()
  const detail = dialog(county, /SSP/)
  const width = await detail.locator('.tip-photos img').evaluate(async (img: HTMLImageElement) => (await img.decode(), img.naturalWidth))
  expect(width).toBe(1600)
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
  await page.goto('/tipoff/follow')
  await page.getByLabel('查询码').fill(code)
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByText('已列为隐患，正在整改').waitFor()

  // Graded, assigned, signed for, mended on a telephone, verified by another.
  await county.page.goto((await detail.locator('a[href^="/hazards/"]').getAttribute('href')) ?? '')
  await county.page.getByText('已登记').first().waitFor()
  const at = new URL(county.page.url()).pathname
  expect((await ask<{ finderName: string; way: string }>(county, `/api/v1${at}`)).way).toBe('public')
  await fill(county, '定级', async () => county.page.getByRole('dialog').getByText('一般', { exact: false }).first().waitFor())
  await done(county, '已定级')
  await fill(county, '交办', async () => {
    await county.page.getByRole('dialog').getByLabel('责任人').fill('总务主任')
    await county.page.getByRole('dialog').getByLabel('整改措施').fill('更换扶手并加固立柱')
  })
  await done(county, '已交办')
  const yard = await s.as('anquan', { size: 'phone' })
  await yard.page.goto(at)
  await yard.page.getByRole('button', { name: '签收', exact: true }).click()
  await yard.page.locator('.ant-modal-confirm').getByRole('button', { name: '签收' }).click()
  await done(yard, '整改中')
  await yard.page.goto(`${at}/fix`)
  const after = { name: '整改后.png', mimeType: 'image/png', buffer: await yard.page.screenshot() }
  await each(yard.page.getByLabel('拍整改后'), (one) => one.setInputFiles(after))
  await yard.page.getByAltText('拍整改后').first().waitFor()
  await yard.page.getByLabel('怎么整改的').fill('已更换扶手，三人试拉不动')
  await yard.page.getByRole('button', { name: '上报，请求验收' }).click()
  await done(yard, '待验收')
  await county.page.goto(`${at}/verify`)
  await county.page.getByLabel('验收意见').fill('现场查看，扶手牢固')
  await county.page.getByRole('button', { name: '合格，销号' }).click()
  await done(county, '已销号')

  // Nobody has written to the parent: the answer stands under his code by itself.
  await expect.poll(async () => (await page.reload(), page.getByText('已办结').count()), { timeout: 20_000 }).toBeGreaterThan(0)
  await page.getByText('隐患已经整改，并由专人验收合格').waitFor()
  await shot(page, 'phone-tipoff-answered')
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByText('somebody else has checked it').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await shot(page, 'phone-tipoff-english')
  await county.page.goto('/tipoffs')
  await county.page.getByText('近一年反映').waitFor()
  await shot(county.page, 'tipoffs')
}, 120_000)

test('a telephone of 360 px without scripts reports too, and keeps what was typed', async () => {
  const context = await s.browser.newContext({ baseURL: s.app.url, viewport: { width: 360, height: 740 }, javaScriptEnabled: false, locale: 'zh-CN' })
  const parent = await context.newPage()
  await parent.goto('/tipoff')
  await parent.getByLabel('消防').check()
  await parent.getByLabel('有什么危险？').fill('楼道堆了纸箱')
  await parent.getByLabel('哪所学校，什么位置？').fill('云中小学二楼')
  await parent.getByLabel('您的电话').fill('12345')
  await parent.getByRole('button', { name: '提交' }).click()
  await parent.getByText('电话号码不对').waitFor()
  expect(await parent.getByLabel('有什么危险？').inputValue()).toBe('楼道堆了纸箱')
  await parent.getByRole('link', { name: 'English' }).click()
  await parent.getByLabel('What is dangerous?').fill('Boxes in the corridor')
  await parent.getByLabel('Fire').check()
  await parent.getByLabel('Which school, and where?').fill('Yunzhong Primary School')
  await parent.screenshot({ path: '.shots/tipoff-ask-english.png', fullPage: true })
  await parent.getByRole('button', { name: 'Send' }).click()
  await parent.getByText('We have received it').waitFor()
  await context.close()
}, 40_000)

test('the ledger and the public page fit a telephone', async () => {
  const school = await s.as('anquan', { size: 'phone' })
  await school.page.goto('/tipoffs')
  await school.page.getByText('近一年反映').waitFor()
  await shot(school.page, 'tipoffs-phone')
  await school.page.goto('/tipoff')
  await school.page.getByText('哪所学校，什么位置？').waitFor()
  await inspect(school.page)
}, 40_000)
