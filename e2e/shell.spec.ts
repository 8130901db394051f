// Every page of every role, at the sizes it is used at: the guards of the stage judge each.
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { inspect, stage, type Actor, type Visit } from './support'

const s = stage()

const roles = [
  'jiaoyuju', 'xianju', 'xiaozhang', 'anquan', 'banzhuren', 'menwei', 'zhihui', 'paichusuo', 'shijian', 'xiaofang', 'duxue', 'jijian', 'shenji', 'guanli',
]

/** What a person at a desk in the office sees beside the menu of his role. */
const beside = ['/notices', '/schools/import', '/areas']

/** A page is there when it has its headline and nothing on it is still loading. */
async function arrived(page: Page): Promise<void> {
  await page.locator('#main h1').first().waitFor()
  await page.locator('.ant-skeleton-active, .ant-spin-spinning').first().waitFor({ state: 'detached' })
}

async function menu({ page }: Actor): Promise<string[]> {
  await page.goto('/')
  await arrived(page)
  const opener = page.getByRole('button', { name: /打开菜单|Open menu/ })
  if (await opener.isVisible()) await opener.click()
  const links = page.getByRole('navigation').getByRole('menuitem').getByRole('link')
  await links.first().waitFor()
  return links.evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
}

async function walk({ page }: Actor, pages: string[]): Promise<void> {
  for (const path of pages) {
    // By the side bar where there is one: a full load of each page would only take time.
    const entry = page.locator(`nav a[href="${path}"]`).filter({ visible: true })
    if ((await entry.count()) > 0 && !(await page.getByRole('dialog').isVisible())) await entry.click()
    else await page.goto(path)
    await page.waitForURL((url) => url.pathname === path)
    await arrived(page)
    await inspect(page)
  }
}

async function both(login: string, visit: Visit): Promise<void> {
  const who = await s.as(login, visit)
  const pages = await menu(who)
  expect(pages[0]).toBe('/home')
  expect(pages).toContain('/account')
  await walk(who, pages)
}

for (const login of roles) {
  test(`${login}: every page of the menu on a desktop`, () => both(login, {}))
}

// What differs on a phone is the width, not the role: those with the widest menus walk it.
for (const login of ['jiaoyuju', 'xiaozhang', 'guanli', 'shenji']) {
  test(`${login}: every page of the menu on a phone`, () => both(login, { size: 'phone' }))
}

test('the pages beside the menu, on both', async () => {
  await walk(await s.as('jiaoyuju'), beside)
  await walk(await s.as('jiaoyuju', { size: 'phone' }), beside)
})

for (const login of ['jiaoyuju', 'guanli', 'shenji']) {
  test(`${login}: every page in English`, () => both(login, { lang: 'en-US' }))
}

test('a page that is not of the role, and one that is not there, each say so in one sentence', async () => {
  const { page } = await s.as('menwei')
  for (const [path, words] of [['/people', '您没有这一页的权限'], ['/audit', '您没有这一页的权限'], ['/nowhere', '没有这个页面']] as const) {
    await page.goto(path)
    await page.getByText(words).waitFor()
  }
  await inspect(page)
})
