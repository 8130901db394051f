// Lessons: a teacher writes one with a hotspot question and publishes it; a bureau finds what comes with the program.
import { expect, test } from 'vitest'
import { shot, stage } from './support'
import { zip } from './support/zip'

const s = stage()

test('a teacher writes a lesson with a hotspot question, sees what is missing, and publishes it', async () => {
  const { page } = await s.as('banzhuren')
  await page.goto('/lessons')
  await page.getByText('系统自带').first().waitFor()
  await shot(page, 'lessons')
  await page.getByRole('button', { name: '新建课程' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('课程名称').fill('放学路上')
  await form.getByRole('button', { name: '开始编写' }).click()
  await page.getByRole('heading', { level: 1, name: /放学路上/ }).waitFor()

  await page.getByLabel('本页标题').fill('过马路')
  await page.getByLabel('第 1 块 文字').fill('过马路走斑马线，先看左，再看右。')
  await page.getByRole('button', { name: '注意', exact: true }).click()
  await page.getByLabel('第 2 块 注意').fill('不要在车前车后突然跑出来。')

  await page.getByRole('tab', { name: '题库' }).click()
  await page.getByRole('button', { name: '点图', exact: true }).click()
  await page.getByLabel('题目').fill('哪里最危险？点一点。')
  await page.getByRole('combobox', { name: '选用系统图片' }).click()
  await page.locator('.ant-select-item-option').first().click()
  const picture = page.locator('.lesson-draw')
  await picture.locator('img').waitFor()
  await picture.scrollIntoViewIfNeeded()
  const box = (await picture.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.7)
  await page.mouse.up()
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText(/没有写解析/).waitFor()
  await page.getByLabel('热区 1 名称').fill('车道')
  await page.getByRole('button', { name: /热区 1，方向键移动/ }).press('ArrowRight')
  await page.getByLabel('解析').fill('车道上有车开过来。')

  await page.getByRole('tab', { name: '基本信息' }).click()
  await page.getByLabel('抽题数').fill('1')
  await page.getByLabel('及格题数').fill('1')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText('没有发现问题，可以发布').waitFor()
  await page.getByRole('tab', { name: '题库' }).click()
  await page.getByRole('button', { name: '公布答案' }).click()
  await page.getByText('正确答案：车道').waitFor()
  await shot(page, 'lesson-editor')
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('第 1 版').waitFor()

  // What is typed and not saved is not lost silently.
  await page.getByRole('tab', { name: '基本信息' }).click()
  await page.getByLabel('课程名称').fill('改了')
  const asked = page.waitForEvent('dialog')
  const leaving = page.goto('/lessons').catch(() => undefined)
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.accept()
  await leaving
  await page.locator('tr', { hasText: '放学路上' }).getByText('已发布').waitFor()
})

test('a lesson that comes with the program is read, copied and not changed; on the phone too', async () => {
  const { page } = await s.as('jiaoyuju', { size: 'phone' })
  await page.goto('/lessons?whose=ours')
  await page.locator('.row-open').first().click()
  await page.getByRole('button', { name: '复制为本地课程' }).waitFor()
  expect(await page.getByRole('button', { name: '保存草稿' }).count()).toBe(0)
  await page.keyboard.press('PageDown')
  await page.getByText(/^2 \/ \d+$/).waitFor()
  await shot(page, 'lesson-phone')
  const english = await s.as('jiaoyuju', { lang: 'en-US' })
  await english.page.goto('/lessons')
  await english.page.getByText('Built in').first().waitFor()
  await shot(english.page, 'lessons-english')
})

const manifest = `<manifest identifier="m"><metadata><schemaversion>1.2</schemaversion></metadata><organizations><organization><title>外来课件</title>
  <item identifier="i" identifierref="r"/></organization></organizations><resources><resource identifier="r" href="index.html"/></resources></manifest>`

/** A package that tries every way out of its box, writes down what happened, and then reports full marks. */
const hostile = `<!doctype html><html lang="zh"><head><title>x</title></head><body><p id="said">…</p><script>
const out = {}
const tries = {
  cookie: () => document.cookie,
  storage: () => { localStorage.setItem('stolen', '1'); return 'stored' },
  database: () => { indexedDB.open('x'); return 'opened' },
  parentDocument: () => parent.document.title,
  parentData: () => parent.localStorage.length + 1,
  topDocument: () => top.document.body.innerHTML,
  popup: () => (window.open('/lessons', '_blank') ? 'opened' : undefined),
  topAway: () => { top.location.href = '/stolen'; return undefined },
  ownOrigin: () => (self.origin === 'null' ? undefined : self.origin),
}
for (const [name, way] of Object.entries(tries)) {
  try { const got = way(); if (got) out[name] = String(got) } catch (e) { /* shut */ }
}
const later = {
  fetchApi: () => fetch('/api/v1/auth/me', { credentials: 'include' }).then((r) => r.text()),
  fetchOpaque: () => fetch('/api/v1/auth/me', { credentials: 'include', mode: 'no-cors' }).then(() => 'sent'),
  beacon: async () => (navigator.sendBeacon('/api/v1/lessons', '{}') ? undefined : undefined),
  xhr: () => new Promise((ok, no) => { const x = new XMLHttpRequest(); x.open('GET', '/api/v1/auth/me'); x.withCredentials = true; x.onload = () => ok(x.responseText); x.onerror = no; x.send() }),
  image: () => new Promise((ok, no) => { const i = new Image(); i.onload = () => ok('loaded'); i.onerror = no; i.src = '/icon.svg' }),
  script: () => new Promise((ok, no) => { const s = document.createElement('script'); s.onload = () => ok('loaded'); s.onerror = no; s.src = '/notify-sw.js'; document.head.append(s) }),
  frame: () => new Promise((ok) => { const f = document.createElement('iframe'); f.onload = () => { try { ok(f.contentDocument && f.contentDocument.body.innerText) } catch { ok(undefined) } }; f.src = '/lessons'; document.body.append(f) }),
  socket: () => new Promise((ok, no) => { const w = new WebSocket('ws://' + location.host + '/'); w.onopen = () => ok('open'); w.onerror = no }),
}
Promise.all(Object.entries(later).map(async ([name, way]) => {
  try { const got = await way(); if (got) out[name] = String(got) } catch { /* shut */ }
})).then(() => {
  const form = document.createElement('form'); form.action = '/api/v1/lessons'; form.method = 'POST'; document.body.append(form)
  try { form.submit() } catch { /* shut */ }
  API.LMSInitialize(''); API.LMSSetValue('cmi.core.score.raw', '100'); API.LMSSetValue('cmi.core.lesson_status', 'passed'); API.LMSCommit(''); API.LMSFinish('')
  document.getElementById('said').textContent = JSON.stringify(out)
})
</script></body></html>`

test('a package of others that wants out of its box stays in it, and what it reports is advice', async () => {
  const { page, context, allow } = await s.as('banzhuren')
  // Its vain attempts are what the console is full of.
  allow(/Content Security Policy|sandbox|Refused|Blocked|Unsafe attempt|cross-origin|X-Frame|frame-ancestors|ERR_BLOCKED|violates|Framing/i)
  const made = await page.request.post('/api/v1/lessons', { data: { title: '外来课件', topic: 'fire', block: 'accident', stage: 'lower' } })
  const { id } = (await made.json()) as { id: string }
  const asked: string[] = []
  // What the browser refuses to send is a request without an answer.
  page.on('response', (r) => {
    if (r.frame() !== page.mainFrame()) asked.push(`${r.request().method()} ${new URL(r.url()).pathname}`)
  })
  await page.goto(`/lessons/${id}`)
  await page.getByRole('heading', { level: 1, name: /外来课件/ }).waitFor()
  await page.evaluate(() => {
    addEventListener('message', (e) => ((window as never as { heard: unknown }).heard = [e.origin, e.data]))
  })
  await page.locator('input[type=file][accept=".zip,.xml"]').setInputFiles({ name: 'p.zip', mimeType: 'application/zip', buffer: zip({ 'imsmanifest.xml': manifest, 'index.html': hostile }) })
  const frame = page.frameLocator('iframe.lesson-box')
  await frame.locator('#said').filter({ hasText: '{' }).waitFor()
  expect(await frame.locator('#said').innerText()).toBe('{}')
  await page.waitForFunction(() => 'heard' in window)
  expect(await page.evaluate(() => (window as never as { heard: unknown }).heard)).toEqual(['null', { huxue: 'box-report', status: 'passed', score: 100 }])
  expect([...new Set(asked.map((a) => a.replace(/[0-9a-f]{64}/, '…')))].sort()).toEqual(['GET /box/bridge.js', 'GET /box/scorm12.js', 'GET /lesson-box/…/index.html'])
  expect(new URL(page.url()).pathname).toBe(`/lessons/${id}`)
  expect(context.pages().length).toBe(1)
  expect(await page.evaluate(() => localStorage.getItem('stolen'))).toBeNull()

  // Full marks from a package are worth nothing: without questions of its own the lesson is not published.
  await page.getByLabel('第 1 块 文字').fill('先看课件。')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText('含有外部课件的课程必须抽题').waitFor()
})
