// Shows pushed messages of the back office while no page is open. It keeps no page and answers no request; the page
// leaves the sentences for it in a cache (src/modules/notify/parts/words.ts), since the server sends codes only.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()))

self.addEventListener('push', (e) => {
  let note = {}
  try {
    note = e.data.json()
  } catch {
    // A browser takes the right to push away from whoever shows nothing.
  }
  e.waitUntil(show(note))
})

async function show(note) {
  const words = await readWords()
  const sentence = words.say[note.title]
  const text = sentence ? sentence.replace(/\{(\w+)\}/g, (_, name) => note.params?.[name] ?? '').trim() : words.plain
  const urgent = note.lane === 'urgent' && note.mode === 'real'
  await self.registration.showNotification((words.modes[note.mode] ?? '') + text, {
    body: [words.brand, clock(note.at)].filter(Boolean).join(' · '),
    lang: words.lang,
    tag: note.id,
    icon: '/icon.svg',
    timestamp: note.at,
    silent: note.silent === true,
    requireInteraction: urgent,
    data: { id: note.id, link: note.link },
  })
  if (note.id) await tell(`${note.id}/delivered`, { target: note.target ?? '' })
}

async function readWords() {
  const kept = await caches.match('/notify-words.json')
  const none = { lang: 'zh-CN', brand: '护学', plain: '您有一条新消息', modes: { drill: '【演练】', test: '【联测】' }, say: {} }
  return kept ? { ...none, ...(await kept.json()) } : none
}

// The city's clock, whatever zone the browser is in.
function clock(at) {
  return at ? new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', timeStyle: 'medium' }).format(at) : ''
}

// Whoever is logged out cannot report; the message was shown all the same.
function tell(path, body) {
  return fetch(`/api/v1/notices/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  }).catch(() => undefined)
}

self.addEventListener('notificationclick', (e) => {
  e.notification.close()
  const { id, link } = e.notification.data ?? {}
  // Our own pages only, whatever the message says.
  const to = typeof link === 'string' && /^\/(?![/\\])/.test(link) ? link : '/notices'
  e.waitUntil(Promise.all([id && tell(`${id}/seen`), open(to)]))
})

async function open(to) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((p) => new URL(p.url).pathname === new URL(to, location.origin).pathname)
  if (page) return page.focus()
  return self.clients.openWindow(to)
}
