// Handing alarms over to a platform of the police: set up by the operator, taken by a
// far end that is away at first, and read afterwards by the command and on a telephone.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { shot, stage } from './support'

const s = stage()
let server: Server | undefined
afterAll(() => server?.close())

/** A platform that keeps what it gets and gives a receipt. */
async function platform() {
  const got: { no: string; stage: string; signature: string }[] = []
  const made = (server = createServer((req, res) => {
    let body = ''
    req.on('data', (piece: Buffer) => (body += piece.toString()))
    req.on('end', () => {
      got.push({ ...(JSON.parse(body) as { no: string; stage: string }), signature: String(req.headers['huxue-signature'] ?? '') })
      res.end('{"code":0,"data":{"id":"JJ-7001"}}')
    })
  }))
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done))
  return { got, url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/alarms` }
}

test('an alarm reaches the platform of the police, and its receipt is read', async () => {
  const { got, url } = await platform()
  const operator = await s.as('guanli')
  const { page } = operator
  await page.goto('/handover?tab=targets')
  await page.getByText('还没有上报接口').waitFor()
  const fill = async (address: string) => {
    const form = page.getByRole('dialog', { name: '新增接口' })
    await form.getByLabel('接口地址').fill(address)
    await form.getByRole('button', { name: '保存' }).click()
    return form
  }
  await page.getByRole('button', { name: '新增接口' }).first().click()
  const form = page.getByRole('dialog', { name: '新增接口' })
  await form.getByLabel('名称').fill('忻州市公安局校园报警平台')
  await form.getByRole('combobox', { name: '管辖区域' }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-tree-title, .ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '忻州市' }).first().click()
  await form.getByLabel('签名密钥').fill('0123456789abcdef')
  await form.getByLabel('字段对照').fill('{"no":"{no}","stage":"{etappe}"}')
  await form.getByLabel('成功判断字段').fill('code')
  await form.getByLabel('成功时的值').fill('0')
  await form.getByLabel('回执号字段').fill('data.id')

  // An address inside the network is refused until the operator allows it.
  operator.allow(/422/)
  await fill(url)
  await form.getByText('接口地址应以 https:// 开头').first().waitFor()
  const allowed = await operator.context.request.patch(`${s.app.url}/api/v1/settings/notify.private_networks`, { data: { value: 'true', version: 0 } })
  expect(allowed.status(), await allowed.text()).toBe(200)
  await fill(url)
  await form.getByText('字段对照中的 etappe 不是本系统的字段').waitFor()
  await shot(page, 'handover-form')
  await form.getByLabel('字段对照').fill('{"no":"{no}","stage":"{event}"}')
  await (await fill(url)).waitFor({ state: 'hidden' })
  await page.getByRole('listitem').filter({ hasText: '忻州市公安局校园报警平台' }).waitFor()
  await shot(page, 'handover-targets')

  const guard = await s.as('menwei')
  const pressed = await guard.context.request.post(`${s.app.url}/api/v1/alarms`, { data: {}, headers: { 'Idempotency-Key': 'handover' } })
  const { no } = (await pressed.json()) as { no: string }
  await expect.poll(() => got.filter((x) => x.no === no).length, { timeout: 15_000 }).toBe(1)
  expect(got[0]?.signature).not.toBe('')

  for (const size of ['desktop', 'phone'] as const) {
    const command = await s.as('zhihui', { size })
    await command.page.goto('/handover')
    const line = command.page.getByText(no).first()
    await expect
      .poll(async () => {
        await command.page.reload()
        await line.waitFor()
        return command.page.getByText('已送达').count()
      }, { timeout: 15_000 })
      .toBeGreaterThan(0)
    await command.page.getByText('JJ-7001').first().waitFor()
    await shot(command.page, size === 'phone' ? 'handover-phone' : 'handover')
  }
})
