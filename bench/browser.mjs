// Drives real Chromium for the press suite: an open police desk that notes when
// each alarm became visible, then the phone page as a slow phone loads it.
// Talks to the suite by lines: READY, then DONE from it, then one line of JSON.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const { chromium } = createRequire(new URL('../e2e/package.json', import.meta.url))('playwright-core')
const [origin, password] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

async function open(login, viewport) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport, reducedMotion: 'reduce' })
  const answer = await context.request.post(`${origin}/api/v1/auth/login`, { data: { login, password } })
  if (!answer.ok()) throw new Error(`log in as ${login}: ${answer.status()}`)
  return context
}

async function desk() {
  const context = await open('zhihui', { width: 1440, height: 900 })
  const page = await context.newPage()
  // A row counts once the frame that holds it has been painted.
  await page.addInitScript(() => {
    window.shown = {}
    const note = () => {
      const found = []
      for (const row of document.querySelectorAll('[data-alarm-id]')) {
        const id = row.getAttribute('data-alarm-id')
        if (!(id in window.shown)) { window.shown[id] = 0; found.push(id) }
      }
      if (found.length) requestAnimationFrame(() => {
        const at = performance.timeOrigin + performance.now()
        for (const id of found) window.shown[id] = at
      })
    }
    new MutationObserver(note).observe(document, { subtree: true, childList: true })
  })
  await page.goto(`${origin}/desk`)
  await page.waitForSelector('[data-ready]')
  return page
}

async function phone() {
  const context = await open('menwei', { width: 390, height: 844 })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  let bytes = 0
  const scripts = new Set()
  cdp.on('Network.responseReceived', e => { if (e.type === 'Script') scripts.add(e.requestId) })
  cdp.on('Network.loadingFinished', e => { if (scripts.has(e.requestId)) bytes += e.encodedDataLength })
  const began = Date.now()
  await page.goto(`${origin}/phone`, { waitUntil: 'commit' })
  await page.waitForSelector('button.press')
  return { usableMs: Date.now() - began, scriptKB: bytes / 1000 }
}

const page = await desk()
console.log('READY')
for await (const line of createInterface({ input: process.stdin })) if (line === 'DONE') break
await page.waitForFunction(() => Object.values(window.shown).every(at => at > 0))
const rows = await page.evaluate(() => window.shown)
console.log(JSON.stringify({ rows, phone: await phone() }))
await browser.close()
