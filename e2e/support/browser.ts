// One Chromium with the settings every journey shares.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { root } from './city'
import { inspect, Watch } from './guards'

/** The two sizes everything must work at. */
export const sizes = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const

export type Size = keyof typeof sizes

export interface Visit {
  size?: Size
  lang?: 'zh-CN' | 'en-US'
}

/** The background flags keep Chromium from calling home; the last one makes sure that nothing else can. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  // A microphone that beeps, without asking.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** `strict`: plays no sound before a click, as a browser does that nobody has set up. */
export function startBrowser(strict = false): Promise<Browser> {
  const args = strict ? flags.filter((flag) => !flag.startsWith('--autoplay-policy')) : flags
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args })
}

/** A fresh profile on one device. */
export async function newVisit(browser: Browser, origin: string, visit: Visit = {}): Promise<{ context: BrowserContext; watch: Watch }> {
  const size = visit.size ?? 'desktop'
  const lang = visit.lang ?? 'zh-CN'
  const context = await browser.newContext({
    baseURL: origin,
    viewport: sizes[size],
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
    deviceScaleFactor: size === 'phone' ? 2 : 1,
    locale: lang,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  if (lang === 'en-US') await context.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('huxue.lang', 'en'))
  return { context, watch: new Watch(context, origin) }
}

/**
 * Inspects the page and takes its picture: docs/img/<name>.png when SHOTS=1 and the README or a
 * guide shows it, else e2e/.shots/<name>.png, which nobody keeps.
 */
export async function shot(page: Page, name: string): Promise<void> {
  await inspect(page)
  const kept = process.env.SHOTS === '1' && shown.has(name)
  await picture(page, join(root, kept ? 'docs/img' : 'e2e/.shots', `${name}.png`))
}

/** The pictures that somebody looks at. */
const shown = new Set(
  ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/img\/([\w-]+)\.png/g)].map(([, name]) => name)),
)

/** Takes a picture without judging it. */
export async function picture(page: Page, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
}

/** Acts on each element a place shows, once the first of them is there: `all()` alone does not wait and would act on none. */
export async function each(place: Locator, act: (one: Locator) => Promise<void>): Promise<void> {
  await place.first().waitFor({ state: 'attached' })
  for (const one of await place.all()) await act(one)
}
