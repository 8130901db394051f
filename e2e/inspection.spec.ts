// One joint inspection as three departments and the school live it: each answers and
// signs its own, a shared question is asked once, two answers to one item are decided
// by the lead, and a fault becomes a hazard. And a draw that anybody can check.
import { expect, test } from 'vitest'
import { inspect, shot, stage, type Actor } from './support'

const s = stage()

interface Kit {
  visit: { id: string; state: string; may: string[]; signs: { agency: string }[] }
  own: string[]
  agency: string
  revision: number
  answers: { item: string; result: string }[]
  sheet: { sections: { items: { code: string; applies: string }[] }[] }
  prepared: { notes: Record<string, { applies: boolean }> }
}

async function ask<T>(who: Actor, path: string, body?: object): Promise<T> {
  const answer = body ? await who.context.request.post(path, { data: body }) : await who.context.request.get(path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

const kit = (who: Actor, id: string) => ask<Kit>(who, `/api/v1/inspections/visits/${id}/kit`)

/** Answers what is one's own and still open as a phone would, all but some. */
async function answerRest(who: Actor, id: string, but: string[] = []): Promise<void> {
  const k = await kit(who, id)
  const done = new Set(k.answers.filter((a) => a.result).map((a) => a.item))
  const ops = k.own
    .filter((item) => !done.has(item) && !but.includes(item) && k.prepared.notes[item]?.applies)
    .map((item) => ({ id: `e2e-${k.agency}-${item}`, item, kind: 'answer', answer: { result: 'ok' }, deviceAt: Date.now(), base: 0 }))
  const got = await ask<{ taken: string[] }>(who, `/api/v1/inspections/visits/${id}/sync`, { device: 'e2e', since: 0, ops })
  expect(got.taken.length).toBe(ops.length)
}

/** Signs with the pen, by hand. */
async function sign(who: Actor, button: '签字' | '校方签字', name: string): Promise<void> {
  await who.page.getByRole('button', { name: button, exact: true }).click()
  const form = who.page.getByRole('dialog')
  await form.getByLabel('签字人').fill(name)
  const pad = form.getByRole('img', { name: '手写签名' })
  const box = (await pad.boundingBox())!
  await who.page.mouse.move(box.x + 40, box.y + 90)
  await who.page.mouse.down()
  for (const [x, y] of [[90, 40], [140, 120], [200, 60], [280, 110]] as const) await who.page.mouse.move(box.x + x, box.y + y, { steps: 4 })
  await who.page.mouse.up()
  await form.getByRole('button', { name: '签字', exact: true }).click()
  await form.waitFor({ state: 'detached' })
}

test('three departments inspect one school together', { timeout: 120_000 }, async () => {
  const lead = await s.as('xianju')
  const police = await s.as('paichusuo')
  const market = await s.as('shijian')
  const fire = await s.as('xiaofang')
  const head = await s.as('xiaozhang', { size: 'phone' })

  // The lead finds the visit on his list.
  await lead.page.goto('/')
  await lead.page.getByText(/冬季校园安全联合检查/).first().waitFor()
  await lead.page.goto('/inspections?state=planned')
  await lead.page.getByRole('row').nth(1).click()
  await lead.page.waitForURL(/\/inspections\/visits\/vis_/)
  const id = lead.page.url().split('/').pop()!
  await lead.page.getByRole('button', { name: '开始检查' }).click()
  await lead.page.locator('.page-head').getByText('检查中').waitFor()

  // The fire brigade writes down a fault; its own items are the only ones it answers.
  await fire.page.goto(`/inspections/visits/${id}`)
  await fire.page.getByRole('button', { name: 'B05-09 不符合', exact: true }).click()
  const fault = fire.page.getByRole('dialog')
  await fault.getByLabel('存在问题').fill('东侧安全出口上锁')
  await fault.getByLabel('具体部位').fill('教学楼一层东侧')
  await inspect(fire.page)
  await fault.getByRole('button', { name: '保存' }).click()
  await fault.waitFor({ state: 'detached' })
  await fire.page.getByText('教学楼一层东侧：东侧安全出口上锁').waitFor()
  expect(await fire.page.getByRole('button', { name: 'B07-01 符合', exact: true }).count()).toBe(0)

  // The lead sees it without asking.
  await lead.page.getByText('教学楼一层东侧：东侧安全出口上锁').waitFor()

  // Two departments have answered one item without knowing of each other.
  await ask(lead, `/api/v1/inspections/visits/${id}/sync`, { device: 'a', since: 0, ops: [{ id: 'e2e-first-0001', item: 'B02-01', answer: { result: 'ok' }, deviceAt: Date.now(), base: 0 }] })
  await ask(police, `/api/v1/inspections/visits/${id}/sync`, { device: 'b', since: 0, ops: [{ id: 'e2e-second-0001', item: 'B02-01', answer: { result: 'partly', text: '夜班只有一人' }, deviceAt: Date.now() - 31_536_000_000, base: 0 }] })
  const dispute = lead.page.locator('.insp-dispute')
  await dispute.getByText('夜班只有一人').waitFor()
  await inspect(lead.page)
  await shot(lead.page, 'inspection-dispute')
  await dispute.locator('.insp-claim', { hasText: '夜班只有一人' }).getByRole('button', { name: '以此为准' }).click()
  await dispute.waitFor({ state: 'detached' })

  // The rest, as phones bring it; then everybody signs.
  for (const who of [fire, police, market, lead]) await answerRest(who, id)
  for (const [who, name] of [[fire, '消防监督员'], [police, '李警官'], [market, '市监员'], [lead, '安全科']] as const) {
    await who.page.goto(`/inspections/visits/${id}`)
    await sign(who, '签字', name)
  }
  await shot(lead.page, 'inspection-visit')
  await head.page.goto(`/inspections/visits/${id}`)
  await inspect(head.page)
  await sign(head, '校方签字', '王校长')
  await lead.page.reload()
  await lead.page.getByRole('button', { name: '提交', exact: true }).click()
  await lead.page.locator('.page-head').getByText('已提交').waitFor()
  await lead.page.getByText('东侧安全出口上锁').first().waitFor()
  expect(await lead.page.getByText(/没有登记隐患/).count()).toBe(0)

  // The school looks at the paper.
  await head.page.goto(`/inspections/visits/${id}/print?form=register`)
  await head.page.getByText('学校安全检查登记表').waitFor()
  await inspect(lead.page)
  await lead.page.goto(`/inspections/visits/${id}/print?form=register`)
  await lead.page.getByText('立即停用、立即整改', { exact: false }).first().waitFor()
  await shot(lead.page, 'inspection-print')
  const book = await lead.context.request.get(`/api/v1/inspections/visits/${id}/forms/score/workbook`)
  expect(book.headers()['content-type']).toContain('spreadsheetml')
})

test('a draw that anybody can check, and how far the sweep has come', { timeout: 90_000 }, async () => {
  const bureau = await s.as('jiaoyuju')
  const { page } = bureau
  await page.goto('/inspections/rounds')
  await page.getByRole('link', { name: '冬季校园安全联合检查' }).waitFor()
  await inspect(page)
  await shot(page, 'inspection-rounds')
  await page.getByRole('link', { name: '冬季校园安全联合检查' }).click()
  await page.getByText('应检查').first().waitFor()
  await inspect(page)
  await shot(page, 'inspection-round')

  await page.goto('/inspections/rounds')
  await page.getByRole('button', { name: '新建任务' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('任务名称').fill('冬季双随机抽查')
  await form.getByLabel('检查类型').click()
  await page.getByTitle('双随机', { exact: true }).click()
  await form.getByLabel('检查表').click()
  await page.getByTitle(/联合检查（快速）/).click()
  await form.getByText('随机抽取', { exact: true }).click()
  await form.getByLabel('抽取比例（%）').fill('50')
  await form.getByText('按县（区）分别抽取').click()
  await inspect(page)
  await form.getByRole('button', { name: '保存' }).click()
  await page.waitForURL(/\/inspections\/rounds\/rnd_/)
  const round = page.url()
  await page.getByRole('link', { name: '双随机抽取' }).click()
  await page.getByText('密钥哈希').waitFor()
  expect(await page.getByText('种子', { exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: '现场抽取' }).click()
  const draw = page.getByRole('dialog')
  await draw.getByLabel('现场口令').fill('瑞雪兆丰年')
  await draw.getByLabel('见证人').fill('家长代表')
  await draw.getByRole('button', { name: '现场抽取' }).click()
  await page.getByText('重算一致').waitFor()
  await inspect(page)
  await shot(page, 'inspection-draw')
  await page.goto(round)
  await page.getByRole('button', { name: '开始任务' }).click()
  await page.locator('.ant-modal').getByRole('button', { name: '开始任务' }).click()
  await page.locator('.page-head').getByText('进行中').waitFor()
  await page.getByText('已安排').first().waitFor()

  await page.goto('/inspections/coverage')
  await page.getByText('排查覆盖率').first().waitFor()
  await inspect(page)
  await shot(page, 'inspection-coverage')
  await page.goto('/inspections/calendar')
  await page.locator('.insp-days a').first().waitFor()
  await inspect(page)
  await shot(page, 'inspection-calendar')

  // A school inspects itself from the desk.
  const safety = await s.as('anquan', { size: 'phone' })
  await safety.page.goto('/inspections')
  await safety.page.getByRole('button', { name: '开始自查' }).waitFor()
  await inspect(safety.page)
  await shot(safety.page, 'inspection-school-phone')
})
