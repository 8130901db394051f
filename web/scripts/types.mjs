// Type-checks the four programs. They are separate because each entry has its
// own dictionary (and the phone its own JSX), so a word or a component that an
// entry does not load is a compile error there.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = fileURLToPath(new URL('../node_modules/ts7/bin/tsc', import.meta.url))
const projects = ['tsconfig.node.json', 'tsconfig.json', 'src/desk/tsconfig.json', 'src/phone/tsconfig.json']
const only = process.argv.slice(2)
let failed = false
for (const project of projects.filter((p) => only.length === 0 || only.some((o) => p.includes(o)))) {
  const run = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' })
  failed ||= run.status !== 0
}
process.exit(failed ? 1 : 0)
