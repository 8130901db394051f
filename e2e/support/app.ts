// The real program over its own copy of the seeded city.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { binary, password } from './city'

export interface App {
  /** The origin, without a slash at the end. */
  url: string
  /** Where it hears devices, by protocol: host and port on loopback. */
  hears: Record<'gb28181' | 'dc09' | 'mqtt' | 'sip', string>
  /** Its data folder; gone after stop. */
  dir: string
  /** What it has logged so far. */
  log(): string
  /** Ends it as an administrator would. The data stays. */
  halt(): Promise<void>
  /** Ends it as a power cut would. The data stays. */
  kill(): Promise<void>
  /** Starts it again on the same address and data. */
  start(): Promise<void>
  /** Ends it and removes the data. */
  stop(): Promise<void>
}

/** Starts bin/huxue on a free port, over the seeded city or over nothing. `args` are further flags of `huxue serve`. */
export async function startApp(args: string[] = [], over: 'city' | 'nothing' = 'city'): Promise<App> {
  const city = inject('city')
  const folder = await mkdtemp(join(dirname(city), 'app-'))
  const dir = join(folder, 'data')
  if (over === 'city') await cp(city, dir, { recursive: true })
  const listen = `127.0.0.1:${await freePort()}`
  const url = `http://${listen}`
  const hears = { gb28181: `127.0.0.1:${await freePort()}`, dc09: `127.0.0.1:${await freePort()}`, mqtt: `127.0.0.1:${await freePort()}`, sip: `127.0.0.1:${await freePort()}` }
  // Flags that a journey gives itself come last and win.
  const devices = Object.entries(hears).flatMap(([protocol, address]) => [`-${protocol}-listen`, address])
  let child: ChildProcess | undefined
  let log = ''

  async function start(): Promise<void> {
    const started = spawn(binary, ['serve', '-data', dir, '-listen', listen, ...devices, ...args], {
      cwd: folder,
      env: { ...process.env, HUXUE_SEED_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const keep = (chunk: Buffer): void => {
      log = (log + chunk.toString()).slice(-200_000)
    }
    started.stdout.on('data', keep)
    started.stderr.on('data', keep)
    await healthy(url, () => started.exitCode !== null || started.signalCode !== null, () => log)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = once(ending, 'exit')
    ending.kill(signal)
    const patience = new AbortController()
    const late = await Promise.race([
      gone.then(() => false),
      pause(10_000, true, { signal: patience.signal }).catch(() => false),
    ])
    patience.abort()
    if (!late) return
    ending.kill('SIGKILL')
    await gone
    throw new Error(`huxue serve did not end within 10 s of ${signal}\n${log.slice(-3000)}`)
  }

  const app: App = {
    url,
    hears,
    dir,
    log: () => log,
    halt: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      try {
        await end('SIGTERM')
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
  try {
    await start()
  } catch (error) {
    await app.stop()
    throw error
  }
  return app
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Resolves when the server says that it is well. */
async function healthy(url: string, dead: () => boolean, log: () => string): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    if (dead() || Date.now() > deadline) {
      throw new Error(`huxue serve ${dead() ? 'ended' : 'was not well after 30 s'}\n${log().slice(-3000)}`)
    }
    await pause(50)
  }
}
