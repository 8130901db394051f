// Drives real Chromium for the campaign suite: the lesson page of a pupil on a slow
// phone, from nothing loaded to the first page of the lesson. Prints one line of JSON.
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../e2e/package.json', import.meta.url))('playwright-core')
const [origin, token] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const entry = { token, until: Date.now() + 3600_000, name: '测', seat: 1, code: 'AAAAAA', className: '一年级1班', schoolName: '学校' }
const open = (storageState) => browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce', ...(storageState && { storageState }) })

// The pupil has begun the lesson before, so that the clock runs over loading alone.
const first = await open()
await first.addInitScript((text) => localStorage.setItem('huxue.learn.entry', text), JSON.stringify(entry))
const before = await first.newPage()
await before.goto(`${origin}/learn`)
await before.getByRole('button', { name: '开始学习' }).first().click()
await before.getByRole('button', { name: '开始这一步' }).click()
await before.getByRole('button', { name: '下一页' }).waitFor()
const state = await first.storageState()
await first.close()

const times = []
let bytes = 0
for (let i = 0; i < 5; i++) {
  const context = await open(state) // an empty cache
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const scripts = new Set()
  bytes = 0
  cdp.on('Network.responseReceived', (e) => e.type === 'Script' && scripts.add(e.requestId))
  cdp.on('Network.loadingFinished', (e) => { if (scripts.has(e.requestId)) bytes += e.encodedDataLength })
  const began = Date.now()
  await page.goto(`${origin}/learn`, { waitUntil: 'commit' })
  await page.getByRole('button', { name: /接着学|开始学习/ }).first().click()
  await page.getByRole('button', { name: '下一页' }).waitFor()
  times.push(Date.now() - began)
  await context.close()
}
times.sort((a, b) => a - b)
console.log(JSON.stringify({ usableMs: times[2], scriptKB: bytes / 1000 }))
await browser.close()
