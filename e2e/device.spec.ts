// A box from the form of the principal to the siren of the desk: registered, heard over
// real signed HTTP, broken content rings too, and the raw message is seen and replayed.
import { createHmac, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'
import { workbook } from './support/workbook'

const s = stage()
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

interface Box {
  code: string
  secret: string
}

/** A box speaking: signed with its secret, over HTTP as it comes from outside. */
async function say(box: Box, body: string, secret = box.secret): Promise<{ status: number; id: string; outcome: string }> {
  const now = String(Math.floor(Date.now() / 1000))
  const once = randomUUID()
  const signature = createHmac('sha256', secret).update(`${now}.${once}.${body}`).digest('hex')
  const answer = await fetch(`${s.app.url}/api/v1/equipment/inputs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Huxue-Device': box.code, 'X-Huxue-Time': now, 'X-Huxue-Signature': `sha256=${signature}`, 'Idempotency-Key': once },
    body,
  })
  return { status: answer.status, ...((await answer.json()) as { id: string; outcome: string }) }
}

/** Fills the form; the secret is shown this once. */
async function register({ page }: Actor, name: string): Promise<Box> {
  await page.goto('/equipment')
  await page.getByRole('button', { name: '登记设备' }).first().click()
  const form = page.getByRole('dialog', { name: '登记设备' })
  // The principal has one school: it stands there already.
  await form.locator('.ant-select', { hasText: /学|园|教学点/ }).first().waitFor()
  await form.getByRole('combobox', { name: '部位' }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '门卫室' }).first().click()
  await form.getByLabel('编号').fill('x')
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('必填').waitFor()
  await form.getByLabel('设备名称').fill(name)
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('编号不对').first().waitFor()
  await shot(page, `device-form-${page.viewportSize()?.width === 390 ? 'phone' : 'desktop'}`)
  await form.getByLabel('编号').fill('')
  await form.getByRole('button', { name: '保存' }).click()
  const once = page.getByRole('dialog', { name: '口令只显示这一次' })
  await once.waitFor()
  const [code, secret] = await once.locator('.device-mono').allInnerTexts()
  await shot(page, 'device-secret')
  await once.getByRole('button', { name: '我已抄好' }).click()
  await page.getByRole('heading', { name }).waitFor()
  return { code: (code ?? '').trim(), secret: (secret ?? '').trim() }
}

async function openDesk(): Promise<Actor> {
  const desk = await s.as('zhihui')
  await desk.page.goto('/desk')
  await desk.page.locator('[data-ready]').waitFor({ state: 'attached' })
  return desk
}

test('a box that the principal registers rings on the desk, and what nobody can read rings too', async () => {
  const principal = await s.as('xiaozhang')
  principal.allow(/422/)
  const desk = await openDesk()
  const box = await register(principal, '门卫室一键报警二号')
  await principal.page.getByText('这台设备还没有和平台联系过').waitFor()

  expect(await say(box, '{"heartbeat":true,"battery":88}')).toMatchObject({ status: 202, outcome: 'understood' })
  expect((await say(box, '{"press":true}', 'not the secret of the box')).status).toBe(401)
  expect(await say(box, '{"press":true,"battery":15,"note":"有人强行闯入"}')).toMatchObject({ status: 202, outcome: 'understood' })
  const row = desk.page.locator('[data-alarm-state=waiting]').first()
  await row.click()
  const detail = desk.page.locator('[data-detail-id]')
  await detail.getByRole('link', { name: '门卫室一键报警二号' }).waitFor()
  await detail.getByText('电量 15%').waitFor()
  await shot(desk.page, 'desk-device')
  await desk.page.locator('[data-key=next][data-verb=accept][aria-disabled=false]').waitFor()
  await desk.page.keyboard.press('a')
  await desk.page.locator('[data-alarm-state=accepted]').waitFor()

  // The same button is one alarm for a minute; another box says what nobody knows.
  const other = await register(principal, '监控室一键报警二号')
  expect(await say(other, '{"knopf":1}')).toMatchObject({ status: 202, outcome: 'unparsed' })
  await desk.page.locator('[data-alarm-state=waiting]').filter({ hasText: '未能解析' }).click()
  await desk.page.getByText('装置发来的内容平台看不懂').waitFor()
  await shot(desk.page, 'desk-unparsed')
})

test('the page of a device, its raw messages, and replaying one', async () => {
  const principal = await s.as('xiaozhang')
  principal.allow(/422/)
  const box = await register(principal, '传达室报警盒')
  expect((await say(box, '{"heartbeat":true,"battery":9}')).status).toBe(202)
  expect((await say(box, '\u0001\u0002{')).status).toBe(202)
  await principal.page.reload()
  await principal.page.getByText('电量低').first().waitFor()
  await principal.page.locator('.device-row').filter({ hasText: '未能解析' }).first().click()
  const drawer = principal.page.getByRole('dialog', { name: '原始报文' })
  await drawer.getByText('01 02 7b').waitFor()
  await drawer.getByText('文本', { exact: true }).click()
  await drawer.getByText('··{').waitFor()
  expect(await drawer.getByRole('button', { name: '重放' }).count()).toBe(0)
  await principal.page.keyboard.press('Escape')
  await shot(principal.page, 'device')
  const at = new URL(principal.page.url()).pathname

  const bureau = await s.as('xianju')
  await bureau.page.goto(at)
  await bureau.page.locator('.device-row').filter({ hasText: '未能解析' }).first().click()
  const seen = bureau.page.getByRole('dialog', { name: '原始报文' })
  await seen.getByRole('button', { name: '现在怎么解析' }).click()
  await seen.getByText('按现在的解析：未能解析').waitFor()
  await seen.getByRole('button', { name: '重放' }).click()
  await shot(bureau.page, 'device-replay')
  await bureau.page.getByRole('dialog', { name: /重放「/ }).getByRole('button', { name: '重放' }).click()
  await bureau.page.getByText('报警已在警务台').waitFor()

  // Somebody says that the battery is changed; and the box is taken out of use.
  await principal.page.reload()
  await principal.page.getByRole('button', { name: '确认恢复' }).click()
  const clear = principal.page.getByRole('dialog', { name: /确认恢复/ })
  await clear.getByLabel('检查情况和处理').fill('已换电池')
  await clear.getByRole('button', { name: '确认恢复' }).click()
  await principal.page.getByText('消除').first().waitFor()
  await principal.page.getByRole('button', { name: '停用', exact: true }).click()
  const retire = principal.page.getByRole('dialog', { name: /停用/ })
  await retire.getByLabel('停用原因').fill('换新')
  await retire.getByRole('button', { name: '停用', exact: true }).click()
  await principal.page.getByText('这台设备已于').waitFor()
  expect(await say(box, '{"press":true}')).toMatchObject({ status: 401 })
})

test('the ledger of an area on a desktop and a telephone, its workbook, and who is nobody', async () => {
  await say({ code: 'nobody-knows', secret: 'x'.repeat(20) }, '{"press":true}')
  for (const size of ['desktop', 'phone'] as const) {
    const { page, context } = await s.as('xianju', { size })
    await page.goto('/equipment')
    await page.getByText('校园录像机').first().waitFor()
    await shot(page, size === 'phone' ? 'equipment-phone' : 'equipment')
    if (size === 'desktop') {
      const book = await context.request.get(`${s.app.url}/api/v1/equipment/export?kind=box`)
      expect(book.headers()['content-disposition']).toContain(encodeURIComponent('设备台账.xlsx'))
      expect((await book.body()).subarray(0, 2).toString()).toBe('PK')
    }
    const first = page.getByRole('button', { name: '校园录像机' }).first()
    await first.click()
    await page.getByRole('heading', { name: '校园录像机' }).waitFor()
    await page.getByText('校门摄像机').first().waitFor()
    await shot(page, size === 'phone' ? 'device-phone' : 'device-recorder')
  }
  const city = await s.as('jiaoyuju')
  await city.page.goto('/equipment/inputs?tab=unknown')
  await city.page.getByText('nobody-knows').first().waitFor()
  await shot(city.page, 'device-unknown')
  await city.page.getByRole('tab', { name: '拒收计数' }).click()
  await city.page.getByText('口令错误').first().waitFor({ timeout: 10_000 })
  await shot(city.page, 'device-turned')
})

test('how the devices are doing, from the city to a school', async () => {
  for (const size of ['desktop', 'phone'] as const) {
    const { page } = await s.as('jiaoyuju', { size })
    await page.goto('/equipment/health')
    await page.getByText('一键报警和视频监控达标（联网）率').first().waitFor()
    await page.getByRole('link', { name: '忻府区' }).first().waitFor()
    await shot(page, size === 'phone' ? 'device-health-phone' : 'device-health')
    if (size === 'phone') continue
    // City, county, town, school: each leads to the next.
    const first = page.getByRole('region', { name: '各地各校' }).getByRole('link').first()
    await page.getByRole('link', { name: '忻府区' }).first().click()
    await page.getByRole('link', { name: '忻府区' }).waitFor({ state: 'detached' })
    await shot(page, 'device-health-county')
    await first.click()
    await page.getByText('按钮未达标').first().waitFor()
    await shot(page, 'device-health-town')
    await first.click()
    await page.getByRole('heading', { name: '设备台账' }).waitFor()
    await page.getByText('校园录像机').first().waitFor()
  }
})

test('a workbook of devices: bad rows are listed, a good one is confirmed, and the ledger takes its own export', async () => {
  const { page, context } = await s.as('xiaozhang')
  await page.goto('/equipment')
  await page.getByText('校园录像机').first().waitFor()
  await page.getByRole('link', { name: '从Excel导入' }).click()
  await page.getByRole('heading', { name: '设备台账导入' }).waitFor()
  await shot(page, 'device-import')
  const put = async (name: string, buffer: Buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: xlsxType, buffer })

  // The template's example row names a school that is not there.
  const template = await (await context.request.get(`${s.app.url}/api/v1/equipment-imports/template`)).body()
  await put('模板.xlsx', template)
  await page.getByText('有 1 行不能导入').waitFor()
  await page.getByText('您的管辖范围内没有这所学校').waitFor()
  await shot(page, 'device-import-bad')
  expect(await page.getByRole('button', { name: /确认导入/ }).count()).toBe(0)
  await page.getByRole('button', { name: '换一个文件' }).click()

  // What goes out comes back as it is.
  const ledger = await (await context.request.get(`${s.app.url}/api/v1/equipment/export`)).body()
  await put('设备台账.xlsx', ledger)
  await page.getByText('与台账完全一致').waitFor()
  await page.getByRole('button', { name: '换一个文件' }).click()

  // The school writes its own workbook.
  const school = (await (await context.request.get(`${s.app.url}/api/v1/equipment`)).json()) as { items: { schoolName: string }[] }
  const name = school.items[0]?.schoolName ?? ''
  await put('新设备.xlsx', workbook([['学校', '设备名称', '类型', '接入协议', '编号', '口令'], [name, '值班室按钮', '按钮', 'MQTT', 'import-box-1', 'long-enough-1'], [name, '值班室二号按钮', '按钮', 'SIA DC-09', '00A1B2', '明文']]))
  await page.getByText('新登记 2 台').waitFor()
  await shot(page, 'device-import-check')
  await page.getByRole('button', { name: '确认导入：登记 2 台，修改 0 台' }).click()
  await page.getByText('导入完成：登记 2 台').waitFor()
  await shot(page, 'device-import-done')
  await page.goto('/equipment?q=import-box-1')
  await page.getByRole('button', { name: '值班室按钮' }).waitFor()

  const phone = await s.as('xianju', { size: 'phone' })
  await phone.page.goto('/equipment/import')
  await phone.page.locator('input[type=file]').setInputFiles({ name: '模板.xlsx', mimeType: xlsxType, buffer: template })
  await phone.page.getByText('有 1 行不能导入').waitFor()
  await shot(phone.page, 'device-import-bad-phone')
})
