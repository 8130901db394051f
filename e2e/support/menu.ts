// Walking through the pages of a menu; the guards judge each.
import type { Locator, Page } from 'playwright-core'
import { inspect } from './guards'
import type { Actor, Stage } from './stage'
import type { Visit } from './browser'
import { expect } from 'vitest'

/** A page is there when it has its headline and nothing on it is still loading. */
async function arrived(page: Page, path?: string): Promise<void> {
  // The page before stays until the next one is there.
  if (path) await page.locator(`#main[data-at="${path}"]`).waitFor()
  await page.locator('#main h1').first().waitFor()
  await page.locator('.ant-skeleton-active, .ant-spin-spinning').first().waitFor({ state: 'detached' })
}

/** Unfolds every field of work of the side bar, and returns the links of the whole menu. */
export async function unfold(page: Page): Promise<Locator> {
  const links = page.getByRole('navigation').getByRole('menuitem').getByRole('link')
  await links.first().waitFor()
  const folded = page.getByRole('navigation').locator('[role=menuitem][aria-expanded=false]')
  while ((await folded.count()) > 0) await folded.first().click()
  return links
}

export async function menu({ page }: Actor): Promise<string[]> {
  await page.goto('/')
  await arrived(page)
  const opener = page.getByRole('button', { name: /打开菜单|Open menu/ })
  if (await opener.isVisible()) await opener.click()
  const links = await unfold(page)
  return links.evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
}

export async function walk({ page }: Actor, pages: string[]): Promise<void> {
  for (const path of pages) {
    // By the side bar where there is one: a full load of each page would only take time.
    const entry = page.locator(`nav a[href="${path}"]`).filter({ visible: true })
    if ((await entry.count()) > 0 && !(await page.getByRole('dialog').isVisible())) await entry.click()
    else await page.goto(path)
    await page.waitForURL((url) => url.pathname === path)
    await arrived(page, path)
    await inspect(page)
  }
}

/** Every page that the menu of this person offers. */
export async function walkMenu(s: Stage, login: string, visit: Visit): Promise<void> {
  const who = await s.as(login, visit)
  const pages = await menu(who)
  expect(pages[0]).toBe('/home')
  expect(pages).toContain('/account')
  await walk(who, pages)
}

