// Keeps the phone's page and its assets, so that an inspection goes on in a cellar. Never touches /api/.
const name = 'huxue-inspect-1'
const page = '/inspect'
const same = { ignoreVary: true }

self.addEventListener('install', (e) => e.waitUntil(fetch(page).then(renew).then(() => self.skipWaiting())))
self.addEventListener('activate', (e) => e.waitUntil(drop().then(() => self.clients.claim())))

self.addEventListener('fetch', (e) => {
  const { pathname, origin } = new URL(e.request.url)
  if (origin !== location.origin || e.request.method !== 'GET') return
  if (e.request.mode === 'navigate' && pathname === page) e.respondWith(open(e))
  else if (pathname.startsWith('/assets/')) e.respondWith(caches.match(e.request, same).then((hit) => hit || fetch(e.request)))
})

// The network has 2 s to bring a newer page; nobody waits longer at a gate.
async function open(e) {
  const fresh = fetch(e.request)
  e.waitUntil(fresh.then(renew).catch(() => undefined))
  const kept = await caches.match(page, same)
  if (!kept) return fresh
  const late = new Promise((resolve) => setTimeout(resolve, 2000, kept))
  return Promise.race([fresh.then((a) => (a.ok ? a : kept), () => kept), late])
}

// Keeps a page only together with everything it names, then forgets what an older page needed.
async function renew(answer) {
  const copy = answer.clone()
  const text = await answer.clone().text()
  if (!answer.ok || answer.redirected || !text.includes('huxue-inspect')) return
  const cache = await caches.open(name)
  const wanted = [...new Set(text.match(/\/(assets\/|icon|phone-|inspect\.web)[\w./-]+/g))]
  for (const url of wanted) if (!(await cache.match(url, same))) await cache.add(url)
  await cache.put(page, copy)
  for (const { url } of await cache.keys()) if (![page, ...wanted].includes(new URL(url).pathname)) await cache.delete(url)
}

async function drop() {
  for (const key of await caches.keys()) if (key.startsWith('huxue-inspect') && key !== name) await caches.delete(key)
}
