// What is called out reaches those it is for, whatever page they have open, or none.
import { expect, test } from 'vitest'
import { shot, stage, type Actor } from './support'

const s = stage()

async function press(login: string): Promise<void> {
  const guard = await s.as(login, { size: 'phone' })
  await guard.page.goto('/phone')
  const button = guard.page.getByRole('button', { name: /按住/ })
  await button.hover()
  await guard.page.mouse.down()
  await guard.page.getByRole('heading', { name: '平台已收到' }).waitFor()
  await guard.page.mouse.up()
}

const bell = (who: Actor, name: RegExp) => who.page.getByRole('banner').getByRole('link', { name })

test('the principal hears of a press wherever he is, reads it, and it is read everywhere', async () => {
  const principal = await s.as('xiaozhang')
  await principal.page.goto('/notices')
  await principal.page.getByRole('button', { name: '全部标为已读' }).click() // what the city brought along
  await principal.page.getByRole('listitem').getByText('未读').first().waitFor({ state: 'detached' })
  await principal.page.goto('/home')
  await press('menwei')
  await bell(principal, /1 条/).click()
  const notice = principal.page.getByRole('listitem').filter({ hasText: '按下一键报警' })
  await notice.getByText('未读').waitFor()
  await shot(principal.page, 'notices')
  const other = await principal.context.newPage()
  await other.goto('/notices')
  await other.getByText('未读', { exact: true }).nth(1).waitFor()
  await principal.page.getByRole('button', { name: '全部标为已读' }).click()
  await notice.getByText('未读').waitFor({ state: 'detached' })
  await other.getByRole('listitem').getByText('未读').waitFor({ state: 'detached' })
})

test('a message that comes while no page is open is shown in the words of its reader', async () => {
  const principal = await s.as('xiaozhang', { size: 'phone' })
  await principal.context.grantPermissions(['notifications'])
  const page = principal.page
  await page.goto('/notices')
  await page.getByText('接收推送').waitFor()
  const worker = await principal.context.newCDPSession(page)
  await worker.send('ServiceWorker.enable')
  const registered = new Promise<string>((resolve) => {
    worker.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find((r) => r.scopeURL.endsWith('/notices'))
      if (ours) resolve(ours.registrationId)
    })
  })
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('/notify-sw.js', { scope: '/notices' })
    const coming = registration.installing ?? registration.waiting
    if (coming) await new Promise((done) => coming.addEventListener('statechange', () => coming.state === 'activated' && done(0)))
  })
  const { origin } = new URL(page.url())
  await worker.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registered,
    data: JSON.stringify({ id: 'msg_1', title: 'x.notice.y', mode: 'drill', lane: 'urgent', link: '/notices', at: 1756942323000 }),
  })
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/notices')
      return (await registration?.getNotifications())?.map((n) => `${n.title} ${n.body}`)
    })
  await expect.poll(shown).toEqual(['【演练】您有一条新消息 护学 · 07:32:03'])
})
