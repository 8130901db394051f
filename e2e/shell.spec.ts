// Every page of every role on a desktop: the guards of the stage judge each.
import { test } from 'vitest'
import { inspect, stage, walkMenu } from './support'

const s = stage()

const roles = [
  'jiaoyuju', 'xianju', 'xiaozhang', 'anquan', 'banzhuren', 'menwei', 'zhihui', 'paichusuo', 'shijian', 'xiaofang', 'duxue', 'jijian', 'shenji', 'guanli',
]

for (const login of roles) {
  test(`${login}: every page of the menu on a desktop`, () => walkMenu(s, login, {}))
}

test('a page that is not of the role, and one that is not there, each say so in one sentence', async () => {
  const { page } = await s.as('menwei')
  for (const [path, words] of [['/people', '您没有这一页的权限'], ['/audit', '您没有这一页的权限'], ['/nowhere', '没有这个页面']] as const) {
    await page.goto(path)
    await page.getByText(words).waitFor()
  }
  await inspect(page)
})
