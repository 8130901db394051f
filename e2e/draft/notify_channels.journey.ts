// Shared addresses: written down by the operator, tried with a real test, and what the far end says is read.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { shot, stage, type Actor } from '../support'

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

async function addChannel({ page }: Actor, kind: RegExp, name: string, url: string, secret: string) {
  await page.getByRole('button', { name: '添加渠道' }).first().click()
  const form = page.getByRole('dialog', { name: '添加渠道' })
  await form.getByRole('combobox', { name: '类别' }).click()
  await page.getByRole('option', { name: kind }).waitFor({ state: 'attached' })
  await page.locator('.ant-select-item-option').filter({ hasText: kind }).click()
  await form.getByLabel('名称').fill(name)
  await form.getByLabel('地址').fill(url)
  if (secret) await form.getByLabel('密钥').fill(secret)
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
}

async function sendTest({ page }: Actor, name: string, says: RegExp) {
  await page.getByRole('row').filter({ hasText: name }).click()
  const drawer = page.getByRole('dialog', { name })
  await drawer.getByRole('button', { name: '发送测试' }).click()
  await drawer.getByRole('status').filter({ hasText: says }).waitFor()
  await shot(page, `channels-${name}`)
  await drawer.getByRole('button', { name: 'Close' }).or(drawer.getByRole('button', { name: '关闭' })).first().click()
  await drawer.waitFor({ state: 'hidden' })
}

test('the operator allows the city network, adds a webhook and a robot, and reads what they say', async () => {
  const sink = await farEnd('{}')
  const robot = await farEnd('{"errcode":93000,"errmsg":"invalid webhook url"}')
  const operator = await s.as('guanli')
  const { page } = operator
  await page.goto('/settings')
  await page.getByRole('button', { name: '修改「允许发往内网地址」' }).click()
  const change = page.getByRole('dialog')
  await change.getByRole('radio', { name: '开启' }).check()
  await change.getByRole('button', { name: '保存' }).click()
  await change.waitFor({ state: 'hidden' })
  await page.goto('/channels')
  await page.getByText('还没有通知渠道').waitFor()
  await addChannel(operator, /网络回调/, '市应急平台', `${sink.url}/in`, '0123456789abcdef')
  await addChannel(operator, /企业微信/, '值班群', `${robot.url}/send?key=1`, '')
  await sendTest(operator, '市应急平台', /已送达/)
  await sendTest(operator, '值班群', /失败.*机器人已不存在/)
  await page.getByText('上次失败').first().waitFor()
  await shot(page, 'channels')
  expect(sink.got).toHaveLength(1)
  expect(sink.got[0]?.body).toContain('【联测】')
  expect(sink.got[0]?.signature).toMatch(/^sha256=[0-9a-f]{64}$/)
})
