// The pages on a phone, in English, and those beside the menu.
import { test } from 'vitest'
import { stage, walk, walkMenu } from './support'

const s = stage()

/** What a person at a desk in the office sees beside the menu of his role. */
const beside = ['/notices', '/schools/import', '/areas']

// What differs on a phone is the width, not the role: those with the widest menus walk it.
for (const login of ['jiaoyuju', 'xiaozhang', 'guanli', 'shenji']) {
  test(`${login}: every page of the menu on a phone`, () => walkMenu(s, login, { size: 'phone' }))
}

test('the pages beside the menu, on both', async () => {
  await walk(await s.as('jiaoyuju'), beside)
  await walk(await s.as('jiaoyuju', { size: 'phone' }), beside)
})

for (const login of ['jiaoyuju', 'guanli', 'shenji']) {
  test(`${login}: every page in English`, () => walkMenu(s, login, { lang: 'en-US' }))
}

