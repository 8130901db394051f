// Seeds one small city per run; every spec file gets a copy of it (see app.ts).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const binary = join(root, 'bin', 'huxue')

/** The password of every account of the seeded city. */
export const password = 'Xinzhou-2026-huxue'

/** Pictures for the README show the whole city; journeys need a handful. */
const schools = process.env.SHOTS === '1' ? 1500 : 30

declare module 'vitest' {
  interface ProvidedContext {
    city: string
    /** A folder with one empty file for each build of a page that axe has passed; see guards.ts. */
    judged: string
  }
}

export default function seed(project: TestProject): () => void {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build`)
  const folder = mkdtempSync(join(tmpdir(), 'huxue-e2e-'))
  const city = join(folder, 'city')
  execFileSync(binary, ['seed', '-data', city, '-schools', String(schools)], {
    cwd: folder,
    env: { ...process.env, HUXUE_SEED_PASSWORD: password },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  project.provide('city', city)
  const judged = join(folder, 'judged')
  mkdirSync(judged)
  project.provide('judged', judged)
  return () => rmSync(folder, { recursive: true, force: true })
}
