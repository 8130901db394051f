// What fails a journey on any page, whatever the journey is about: an error in
// the console, a request that leaves the server, a sentence without words, an
// accessibility violation of level A or AA, a phone page wider than the phone.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { inject } from 'vitest'
import { root } from './city'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Watches all pages of a context from their first request on. */
export class Watch {
  private readonly found: string[] = []
  private readonly allowed: RegExp[] = []

  constructor(context: BrowserContext, origin: string) {
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) this.found.push(`request outside: ${url}`)
    })
    context.on('console', (message) => {
      if (message.type() !== 'error') return
      const { url } = message.location()
      if (!refusal(message.text(), url)) this.found.push(`console: ${message.text()} ${url}`)
    })
    context.on('weberror', (error) => this.found.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  }

  /** Expects what the journey itself provokes, such as /ERR_INTERNET_DISCONNECTED/ when it cuts the network. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern)
  }

  /** What was found and not allowed. */
  faults(): string[] {
    return this.found.filter((f) => !this.allowed.some((a) => a.test(f)))
  }
}

/** Chromium logs every 4xx answer as an error; to our API they are part of the conversation. */
function refusal(text: string, url: string): boolean {
  return /Failed to load resource: the server responded with a status of 4\d\d/.test(text) && url.includes('/api/')
}

/** Fails when what the page shows now breaks a rule. */
export async function inspect(page: Page): Promise<void> {
  await settled(page)
  const faults = [...(await untranslated(page)), ...(await violations(page)), ...(await overflow(page))]
  if (faults.length > 0) throw new Error(`${page.url()}\n  ${faults.join('\n  ')}`)
}

/** Half-faded text has no contrast: wait for what moves and ends. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    const ending = document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.all(ending.map((a) => a.finished.catch(() => undefined)))
  })
}

function folders(path: string): string[] {
  try {
    return readdirSync(join(root, path), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name)
  } catch {
    return []
  }
}

/** The first words of our keys and codes; `alarm.title` on a page is one, `example.org` is not. */
const rooms = [
  ...new Set([...folders('internal/modules'), ...folders('internal/platform'), ...folders('web/src/modules'), 'ui', 'app', 'errors', 'field', 'request', 'db']),
]

/**
 * A missing word is drawn as ⟦key⟧ (web/src/ui/i18n/core.ts), an unknown code as itself, a
 * parameter nobody gave as {name}. What is inside <code> is meant to be read by machines.
 */
async function untranslated(page: Page): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const out: string[] = []
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT)
    for (let e = all.currentNode as Element; e; e = all.nextNode() as Element) {
      if (e.closest('code, script, style, [hidden]') || !e.checkVisibility()) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) out.push(e.getAttribute(name) ?? '')
      if (e.tagName === 'TEXTAREA') continue // what somebody has written is not ours
      for (const child of e.childNodes) if (child.nodeType === Node.TEXT_NODE) out.push(child.textContent ?? '')
    }
    return [document.title, ...out].filter((text) => text.trim() !== '')
  })
  const key = new RegExp(`⟦|(?<![\\w./@-])(?:${rooms.join('|')})(?:\\.[a-zA-Z_]{2,})+(?![\\w/@-])|\\{[a-z]\\w*\\}`)
  return shown.filter((text) => key.test(text)).map((text) => `untranslated: ${text.trim()}`)
}

/**
 * The build of a page without its words: elements, classes, styles and whether texts are there,
 * neighbours of one build once. Two pages of one build are alike to axe.
 */
async function build(page: Page): Promise<string> {
  const text = await page.evaluate(() => {
    // Addresses and names differ from row to row; of words only counts that there are some.
    const dropped = /^(id|for|href|src|value|datetime|lang|d|points|transform|data-row-key|aria-(labelledby|controls|owns|describedby|activedescendant))$/
    const worded = /^(title|alt|placeholder|aria-label)$/
    const read = (e: Element): string => {
      if (/^(SCRIPT|NOSCRIPT|LINK|META)$/.test(e.tagName)) return ''
      const attributes = [...e.attributes]
        .filter((a) => !dropped.test(a.name))
        .map((a) => (worded.test(a.name) ? `${a.name}${a.value.trim() === '' ? '' : '!'}` : `${a.name}=${a.value}`))
        .sort()
      const inner: string[] = []
      for (const child of e.childNodes) {
        const part = child instanceof Element ? read(child) : child.nodeType === Node.TEXT_NODE && child.textContent?.trim() ? 't' : ''
        if (part !== '' && part !== inner.at(-1)) inner.push(part)
      }
      return `<${e.tagName} ${attributes.join(' ')}>${inner.join('')}`
    }
    return `${innerWidth} ${document.title.trim() !== ''} ${read(document.documentElement)}`
  })
  return createHash('sha256').update(text).digest('hex')
}

/** Judges a page once per build and run: axe takes longer than everything else a journey does. */
async function violations(page: Page): Promise<string[]> {
  const passed = join(inject('judged'), await build(page))
  if (existsSync(passed)) return []
  const found = await judge(page)
  if (found.length === 0) writeFileSync(passed, '')
  return found
}

async function judge(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's own security policy forbids foreign scripts.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const result = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }
    return axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
  })
  return result.violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')} ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`),
  )
}

/** On a phone nothing may stick out to the right, unless it scrolls in a box of its own. */
async function overflow(page: Page): Promise<string[]> {
  if ((page.viewportSize()?.width ?? 0) > 500) return []
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const boxed = (e: Element): boolean => {
      for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return true
      }
      return false
    }
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1 && !boxed(e))
    return [`wider than the phone: ${document.documentElement.scrollWidth} px`, ...wide.slice(0, 5).map((e) => `  ${e.outerHTML.slice(0, 120)}`)]
  })
}
