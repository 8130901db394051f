// Fails the build when an entry's JavaScript on first load outgrows its budget
// (gzip). First load = the entry and everything it imports statically.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const budgets = { 'index.html': 450, 'desk.html': 180, 'phone.html': 60, 'siren.html': 60, 'learn.html': 60, 'inspect.html': 80 }
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))

function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) reach(next, seen)
  return seen
}

let failed = false
for (const [entry, limit] of Object.entries(budgets)) {
  const files = [...reach(entry)].map((key) => manifest[key].file).filter((f) => f.endsWith('.js'))
  const bytes = files.reduce((sum, f) => sum + gzipSync(readFileSync(dist + f), { level: 9 }).length, 0)
  const kb = bytes / 1024
  const ok = kb <= limit
  failed ||= !ok
  console.log(`${ok ? 'ok  ' : 'OVER'} ${entry.padEnd(11)} ${kb.toFixed(1).padStart(6)} KB of ${limit} KB gzip JS (${files.length} files)`)
}
process.exit(failed ? 1 : 0)
