// Shared addresses and the SMS gateway: written down by the operator, tried with a
// real test, and what the far end says is read; then an alarm goes out over them.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()
const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

/** A far end on this machine that keeps what it gets and answers one text. */
async function farEnd(answer: string) {
  const got: { body: string; signature: string }[] = []
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (piece: Buffer) => (body += piece.toString()))
    req.on('end', () => {
      got.push({ body, signature: String(req.headers['huxue-signature'] ?? '') })
      res.end(answer)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  servers.push(server)
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Opens the form for a new channel and fills it in. */
async function newChannel({ page }: Actor, kind: string, name: string, address: string, secret = '') {
  await page.getByRole('button', { name: '添加渠道' }).first().click()
  const form = page.getByRole('dialog', { name: '添加渠道' })
  await form.getByLabel('名称').waitFor()
  await form.getByRole('combobox', { name: '类别' }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: kind }).click()
  await form.getByLabel('名称').fill(name)
  await form.getByLabel('地址').fill(address)
  if (secret) await form.getByLabel('密钥').fill(secret)
  await form.getByRole('button', { name: '保存' }).click()
  return form
}

async function addChannel(who: Actor, kind: string, name: string, address: string, secret = '') {
  const form = await newChannel(who, kind, name, address, secret)
  await form.waitFor({ state: 'hidden' })
  await who.page.getByRole('row').filter({ hasText: name }).waitFor()
}

async function sendTest({ page }: Actor, name: string, says: RegExp, picture = '') {
  await page.getByRole('row').filter({ hasText: name }).click()
  const drawer = page.getByRole('dialog', { name })
  await drawer.getByRole('button', { name: '发送测试' }).click()
  await drawer.getByRole('status').filter({ hasText: says }).waitFor()
  if (picture) await shot(page, picture)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
}

/** Decides a setting: the words of a choice, or a text. */
async function decide({ page }: Actor, name: string, value: string) {
  await page.goto('/settings')
  await page.getByRole('button', { name: `修改「${name}」` }).click()
  const form = page.getByRole('dialog', { name: `修改「${name}」` })
  await form.getByText('取值').or(form.locator('.ant-form-item')).first().waitFor()
  const choice = form.getByRole('radio', { name: value })
  if ((await choice.count()) > 0) await choice.check()
  else await form.getByRole('textbox').fill(value)
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
}

const far = { sink: farEnd('{}'), robot: farEnd('{"errcode":93000,"errmsg":"invalid webhook url"}'), sms: farEnd('{"code":0}') }

test('the operator adds a webhook, a robot and a duty telephone, and reads what they say', async () => {
  const [sink, robot, sms] = await Promise.all([far.sink, far.robot, far.sms])
  const operator = await s.as('guanli')
  const { page } = operator
  await page.goto('/channels')
  await page.getByText('还没有通知渠道').waitFor()
  // A private address is refused in one sentence, and what was typed stays.
  const refused = await newChannel(operator, '网络回调', '市应急平台', `${sink.url}/in`, '0123456789abcdef')
  await refused.getByText('这是内网地址或明文 http；如确需使用，请先在系统设置中允许内网地址。').first().waitFor()
  expect(await refused.getByLabel('名称').inputValue()).toBe('市应急平台')
  await shot(page, 'channel-private')

  await refused.getByRole('button', { name: '取消' }).click()
  await page.getByRole('button', { name: '放弃修改' }).click()
  await refused.waitFor({ state: 'hidden' })
  await decide(operator, '允许发往内网地址', '开启')
  await decide(operator, '短信网关地址', `${sms.url}/send`)
  await decide(operator, '短信成功字段', 'code')
  await decide(operator, '短信成功取值', '0')
  await page.getByRole('button', { name: '修改「短信请求内容」' }).click()
  await page.getByRole('dialog').locator('code').filter({ hasText: '{phone}' }).waitFor()
  await shot(page, 'setting-sms')

  await page.goto('/channels')
  await addChannel(operator, '网络回调', '市应急平台', `${sink.url}/in`, '0123456789abcdef')
  await addChannel(operator, '企业微信', '值班群', `${robot.url}/send?key=1`)
  await addChannel(operator, '短信', '值班手机', '13800000000')
  await sendTest(operator, '市应急平台', /已送达|已发出/)
  await sendTest(operator, '值班手机', /已送达|已发出/)
  await sendTest(operator, '值班群', /失败.*机器人已不存在/, 'channel-test')
  await page.getByText(/上次失败.*机器人已不存在或地址有误/).first().waitFor()
  await shot(page, 'channels')
  expect(sink.got).toHaveLength(1)
  expect(sink.got[0]!.body).toContain('【联测】')
  expect(sink.got[0]!.signature).toMatch(/^sha256=[0-9a-f]{64}$/)
  expect(JSON.parse(sms.got[0]!.body)).toMatchObject({ phone: '13800000000', text: expect.stringContaining('【联测】') as string })
}, 180_000)

test('an alarm goes out over all of them, and its ledger says who was reached and who was not', async () => {
  const [sink, , sms] = await Promise.all([far.sink, far.robot, far.sms])
  const guard = await s.as('menwei', { size: 'phone' })
  const pressed = await guard.context.request.post('/api/v1/alarms', { headers: { 'Idempotency-Key': 'ledger' }, data: { place: '南门门卫室' } })
  const { id } = (await pressed.json()) as { id: string }
  await expect.poll(() => sink.got.length).toBe(2)
  expect(sink.got[1]!.body).toContain('【实警】')
  expect(sink.got[1]!.body).toContain('忻州市第一中学')

  const bureau = await s.as('jiaoyuju')
  await bureau.page.goto(`/alarms?open=${id}`)
  const ledger = bureau.page.locator('.receipts').first()
  await ledger.getByText(/送达 \d+\/\d+（\d+(\.\d+)?%），已查看 \d+，已确认 \d+/).waitFor()
  const line = (words: RegExp) => ledger.locator('tbody tr').filter({ hasText: words })
  await line(/市应急平台.*网络回调.*(已送达|已发出)/).waitFor()
  await line(/值班群.*企业微信机器人.*失败.*机器人已不存在或地址有误/).waitFor()
  await line(/值班手机.*短信.*(已送达|已发出)/).waitFor()
  // Every person by each of his ways.
  await line(/王鹏庆|校长/).or(line(/短信/)).first().waitFor()
  await line(/页面/).nth(3).waitFor()
  expect(sms.got.length).toBeGreaterThan(2)
  await ledger.scrollIntoViewIfNeeded()
  await shot(bureau.page, 'alarm-receipts')
  // What did not arrive is on the alarm's own timeline.
  await bureau.page.getByText('通知未送达').first().waitFor()

  // And on the desk, where somebody may have to take the telephone.
  const desk = await s.as('zhihui')
  await desk.page.goto(`/desk#${id}`)
  const details = desk.page.locator(`[data-detail-id="${id}"]`)
  await details.getByText('送达台账').click()
  await details.locator('.receipts li').filter({ hasText: /值班群.*失败/ }).first().waitFor()
}, 120_000)
