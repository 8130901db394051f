// Type-checks the seven programs, or those named (`node scripts/types.mjs desk`).
// They are separate because each entry has its own dictionary (and the phone its
// own JSX): a word or a component that an entry does not load is an error there.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = fileURLToPath(new URL('../node_modules/ts7/bin/tsc', import.meta.url))
const programs = {
  tools: 'tsconfig.node.json',
  office: 'tsconfig.json',
  desk: 'src/desk/tsconfig.json',
  phone: 'src/phone/tsconfig.json',
  siren: 'src/siren/tsconfig.json',
  learn: 'src/learn/tsconfig.json',
  inspect: 'src/inspect/tsconfig.json',
}
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(programs)
const failed = wanted.filter((name) => spawnSync(process.execPath, [tsc, '-p', programs[name]], { cwd: root, stdio: 'inherit' }).status !== 0)
process.exit(failed.length > 0 ? 1 : 0)
