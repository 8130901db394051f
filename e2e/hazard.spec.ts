// A hazard as those who meet it tell it: a major one from the finding to the
// delisting; the one who mended it may not strike it off; a small one mended on a
// telephone in the yard.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()

interface Hazard {
  id: string
  version: number
  state: string
  number: string
  next: string[]
}

async function ask<T>(who: Actor, path: string, body?: object): Promise<T> {
  const answer = body ? await who.context.request.post(path, { data: body }) : await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

const one = (who: Actor, id: string) => ask<Hazard>(who, `/api/v1/hazards/${id}`)

/** An act without its page, for the steps that others of this journey show. */
async function act(who: Actor, id: string, verb: string, body: object = {}): Promise<void> {
  await ask(who, `/api/v1/hazards/${id}/${verb}`, { version: (await one(who, id)).version, ...body })
}

/** A verb that opens a form; the form's button has the same name. */
async function fill(who: Actor, verb: string, write: () => Promise<void>): Promise<void> {
  await who.page.getByRole('button', { name: verb, exact: true }).click()
  const form = who.page.getByRole('dialog')
  await form.waitFor()
  await write()
  await form.getByRole('button', { name: verb, exact: true }).click()
  await form.waitFor({ state: 'detached' })
}

async function school(who: Actor): Promise<{ id: string }> {
  return (await ask<{ items: { id: string }[] }>(who, '/api/v1/schools?limit=1')).items[0]!
}

/** On the page of a paper: the code printed on it, opened by somebody without an account, says that it is in force. */
async function inForce(who: Actor, anybody: Actor, title: string, number: RegExp): Promise<void> {
  await who.page.waitForURL(/\/papers\/ppr_[^/]+$/)
  const sheet = who.page.getByRole('article')
  await sheet.getByText(number).first().waitFor()
  const printed = ((await sheet.locator('footer .num').textContent()) ?? '').trim()
  const code = await who.context.request.get(`${new URL(printed).pathname}/code.svg`)
  expect(await code.text()).toContain('<svg')
  await anybody.page.goto(printed)
  await anybody.page.getByRole('heading', { name: title, exact: true }).waitFor()
  await anybody.page.getByText(number).waitFor()
  await anybody.page.getByText('本平台制发，现行有效').waitFor()
  await anybody.page.getByText('有效', { exact: true }).waitFor()
}

/** Issues a notice about a hazard from its page, and looks at the sheet. */
async function issue(who: Actor, anybody: Actor, id: string, title: string, number: RegExp, picture: string): Promise<void> {
  await who.page.goto(`/hazards/${id}`)
  await who.page.getByRole('link', { name: `制发${title}` }).click()
  await who.page.getByLabel('整改要求').waitFor()
  await who.page.getByRole('button', { name: '编号并制发' }).click()
  await inForce(who, anybody, title, number)
  await shot(who.page, picture)
}

/** Opens a paper from the page of its hazard. */
async function open(who: Actor, id: string, title: string): Promise<void> {
  await who.page.goto(`/hazards/${id}`)
  await who.page.getByRole('link', { name: title, exact: true }).click()
  await who.page.waitForURL(/\/papers\/ppr_/)
}

/** Signs for a paper that is open. */
async function sign(who: Actor): Promise<void> {
  await who.page.getByRole('button', { name: '签收', exact: true }).click()
  const sure = who.page.getByRole('dialog')
  await sure.getByRole('button', { name: '签收' }).click()
  await sure.waitFor({ state: 'detached' })
  await who.page.getByRole('button', { name: '签收', exact: true }).waitFor({ state: 'detached' })
}

test('a major hazard from finding to delisting with all its papers, and who may not strike it off', { timeout: 180_000 }, async () => {
  const county = await s.as('xianju')
  const safety = await s.as('anquan', { size: 'phone' })
  const city = await s.as('jiaoyuju')
  const second = await s.as('fenguan')
  const fire = await s.as('xiaofang')
  const head = await s.as('xiaozhang')
  const anybody = await s.visit({ size: 'phone' })
  const home = (await school(safety)).id

  const { id } = await ask<Hazard>(county, '/api/v1/hazards', {
    schoolId: home, way: 'joint', category: 'fire', itemCode: 'B05-09', place: '宿舍楼南出口', text: '夜间安全出口上锁，钥匙不在值班室', level: 'major', owner: '张主任', agency: 'fire',
  })

  // The county judges it by the clause that the checklist shows.
  await county.page.goto(`/hazards/${id}`)
  await county.page.getByText('建议重大，待确认').first().waitFor()
  await fill(county, '定级', async () => {
    await county.page.getByRole('dialog').getByText(/H1-08/).first().waitFor()
    await shot(county.page, 'hazard-grade')
  })
  await county.page.locator('.page-head').getByText('已定级').waitFor()

  // Nothing is assigned before the five are settled.
  await county.page.getByRole('button', { name: '交办', exact: true }).click()
  await county.page.getByRole('dialog').getByRole('button', { name: '交办', exact: true }).click()
  await county.page.getByText('五落实（措施、责任、资金、时限、预案）没有填全', { exact: false }).waitFor()
  const form = county.page.getByRole('dialog')
  await form.getByLabel('整改措施').fill('改装推闩式逃生门锁')
  await form.getByLabel('包保（督办）领导').fill('李校长')
  await form.getByLabel('整改资金（元）').fill('8000')
  await form.getByLabel('资金来源').fill('公用经费')
  await form.getByLabel('应急预案').fill('整改期间值班室双备钥匙，夜间专人看守')
  await form.getByRole('button', { name: '交办', exact: true }).click()
  await county.page.locator('.page-head').getByText('已交办').waitFor()

  // Each agency writes its own paper: the bureau its notice, the fire brigade its order.
  await issue(county, anybody, id, '整改通知书', /忻府教安改〔\d{4}〕\d+号/, 'paper-notice')
  await shot(anybody.page, 'paper-verify')
  await county.page.emulateMedia({ media: 'print' }) // buttons are not printed
  expect(await county.page.locator('.official-bar').isVisible()).toBe(false)
  await county.page.emulateMedia({ media: 'screen' })
  await issue(fire, anybody, id, '责令限期改正通知书', /消限改〔\d{4}〕\d+号/, 'paper-fire')

  // The school finds them on its list and signs for them on the telephone.
  await safety.page.goto('/')
  await safety.page.getByText(/《责令限期改正通知书》.*待签收/).waitFor()
  await safety.page.getByText(/《整改通知书》.*待签收/).click()
  await safety.page.waitForURL(/\/papers\/ppr_/)
  await shot(safety.page, 'paper-phone')
  await sign(safety)
  await open(safety, id, '责令限期改正通知书')
  await sign(safety)
  await act(safety, id, 'receive')
  await act(safety, id, 'interim', { kind: 'watch', text: '夜间双人值守' })

  // The city lists it, by two people.
  await act(city, id, 'listing/propose', { level: 'city', text: '涉及五百名寄宿生' })
  await act(second, id, 'listing/approve', { ok: true, text: '同意' })
  await city.page.goto(`/hazards/${id}`)
  await fill(city, '下达督办通知书', async () => {
    await city.page.getByRole('dialog').getByLabel('督办人').fill('王局长')
    await city.page.getByRole('dialog').getByLabel('整改要求').fill('三十日内整改到位并验收')
  })
  await city.page.getByText(/1409-DB-\d{4}-001/).first().waitFor()
  await city.page.getByRole('link', { name: '挂牌督办通知书', exact: true }).click()
  await inForce(city, anybody, '挂牌督办通知书', /忻教安督〔\d{4}〕\d+号/)
  await shot(city.page, 'paper-listing')
  await open(safety, id, '挂牌督办通知书')
  await sign(safety)
  await act(safety, id, 'listing/plan', { text: '第一步备料，第二步改装，第三步自查' })
  await act(city, id, 'listing/accept')

  // The school officer mends and reports it from his telephone.
  const photo = { name: '现场.png', mimeType: 'image/png', buffer: await county.page.screenshot() }
  await safety.page.goto(`/hazards/${id}/fix`)
  await safety.page.getByLabel('拍整改前').setInputFiles(photo)
  await safety.page.getByAltText('拍整改前').waitFor()
  await safety.page.getByLabel('拍整改后').setInputFiles(photo)
  await safety.page.getByAltText('拍整改后').waitFor()
  await safety.page.getByLabel('怎么整改的').fill('已改装推闩锁，夜间可直接推开')
  await inspect(safety.page)
  await shot(safety.page, 'hazard-fix-phone')
  await safety.page.getByRole('button', { name: '上报，请求验收' }).click()
  await safety.page.locator('.page-head').getByText('待验收').waitFor()
  await shot(safety.page, 'hazard-phone')

  // He answers the notice point by point; the head signs, and it is printed.
  await open(safety, id, '整改通知书')
  const notice = new URL(safety.page.url()).pathname
  await safety.page.goto(`${notice}/reply`)
  await safety.page.getByLabel('佐证').fill('维修验收单')
  await shot(safety.page, 'reply-phone')
  await safety.page.getByRole('button', { name: '保存', exact: true }).click()
  await head.page.goto('/')
  await head.page.getByText(/报送整改报告（整改通知书/).click()
  await head.page.waitForURL(`**${notice}/reply`)
  expect(await head.page.getByLabel('佐证').inputValue()).toBe('维修验收单')
  await head.page.getByRole('button', { name: '签字并报送' }).click()
  await head.page.getByRole('dialog').getByRole('button', { name: '签字并报送' }).click()
  await head.page.getByText('已报送').first().waitFor()
  await head.page.getByText('整改后照片 1 张').waitFor()
  await shot(head.page, 'reply-print')

  // He may not strike it off himself, whatever he tries; the rule is said.
  expect((await one(safety, id)).next).not.toContain('verify')
  await safety.page.goto(`/hazards/${id}/verify`)
  await safety.page.getByLabel('验收意见').fill('已经好了')
  await safety.page.getByRole('button', { name: '合格，销号' }).click()
  await safety.page.getByText('谁整改谁回避', { exact: false }).waitFor()
  await safety.page.getByLabel('验收意见').fill('')

  // Delisting comes before striking off.
  await act(safety, id, 'listing/ask', { text: '整改完成，申请摘牌' })
  await act(second, id, 'listing/inspect', { ok: true, text: '现场符合要求' })
  await act(city, id, 'listing/delist', { text: '经现场验收，予以摘牌' })
  await open(city, id, '摘牌公告')
  await inForce(city, anybody, '摘牌公告', /忻教安摘〔\d{4}〕\d+号/)
  await shot(city.page, 'paper-delisting')
  await city.page.goto(`/hazards/${id}/verify`)
  await city.page.getByLabel('验收意见').fill('现场查看，推闩可用，整改到位')
  await inspect(city.page)
  await shot(city.page, 'hazard-verify')
  await city.page.getByRole('button', { name: '合格，销号' }).click()
  await city.page.locator('.page-head').getByText('已销号').waitFor()
  await act(city, id, 'listing/archive')
  await city.page.reload()
  await city.page.locator('.hazard-pair img').first().waitFor()
  await inspect(city.page)
  await shot(city.page, 'hazard-page')
})

test('the ledger, a hazard put down by hand, and the rules', { timeout: 60_000 }, async () => {
  const safety = await s.as('anquan')
  await safety.page.goto('/hazards')
  await safety.page.getByRole('row').nth(1).waitFor()
  await inspect(safety.page)
  await shot(safety.page, 'hazard-ledger')
  await safety.page.getByRole('button', { name: '登记隐患' }).click()
  const form = safety.page.getByRole('dialog')
  await form.getByLabel('大类').click()
  await safety.page.getByTitle('校舍设施', { exact: true }).click()
  await form.getByLabel('部位').fill('二层走廊')
  await form.getByLabel('隐患情况').fill('照明灯坏两盏')
  await inspect(safety.page)
  await form.getByRole('button', { name: '登记隐患' }).click()
  await safety.page.waitForURL(/\/hazards\/hzd_/)
  await safety.page.locator('.page-head').getByText('已登记').waitFor()

  const small = await s.as('anquan', { size: 'phone' })
  await small.page.goto('/hazards?tab=open')
  await small.page.getByText('照明灯坏两盏').first().waitFor()
  await inspect(small.page)
  await shot(small.page, 'hazard-ledger-phone')

  const city = await s.as('jiaoyuju')
  await city.page.goto('/hazard-rules')
  await city.page.getByText('H1-08').waitFor()
  await inspect(city.page)
  await shot(city.page, 'hazard-rules')

  // Market regulation sees what is routed to it, and nothing else.
  const market = await s.as('shijian')
  const seen = await ask<{ items: { agency: string; fromAgency: string }[] }>(market, '/api/v1/hazards?limit=100')
  expect(seen.items.every((h) => h.agency === 'market' || h.fromAgency === 'market')).toBe(true)
})
