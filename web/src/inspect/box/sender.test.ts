import { beforeEach, describe, expect, it } from 'vitest'
import { ApiProblem } from '../../api/problem'
import { piece, Sender, type Remote } from './sender'
import type { Store } from './store'
import type { ActRow, Everything, FileRow, Kit, OpRow, Synced } from './types'

/** A disk that outlives the sender: what the methods of the true one do, in memory. */
class Disk {
  all: Everything = { kits: [], ops: [], files: [], acts: [] }
  readonly contents = new Map<string, ArrayBuffer>()
  bytes = async (key: string) => this.contents.get(key)
  synced = async (_owner: string, visit: string, said: Synced) => {
    this.all.ops = this.all.ops.filter((o) => !said.taken.includes(o.id)).map((o) => {
      const no = said.refused.find((r) => r.id === o.id)
      return no ? { ...o, refused: { code: no.code, params: {} } } : o
    })
    this.all.kits = this.all.kits.map((k) => (k.visit === visit ? { ...k, kit: { ...k.kit, revision: said.revision } } : k))
  }
  sent = async (key: string, sent: number, up?: number) => {
    this.all.files = this.all.files.map((f) => (f.key === key ? { ...f, sent, ...(up !== undefined && { up }) } : f))
  }
  drop = async (keys: string[]) => void (this.all.files = this.all.files.filter((f) => !keys.includes(f.key)))
  refuseFile = async (key: string, refused: FileRow['refused']) => void (this.all.files = this.all.files.map((f) => (f.key === key ? { ...f, refused: refused! } : f)))
  refuseAct = async (n: number, refused: ActRow['refused']) => void (this.all.acts = this.all.acts.map((a) => (a.n === n ? { ...a, refused: refused! } : a)))
  dropAct = async (n: number) => void (this.all.acts = this.all.acts.filter((a) => a.n !== n))
  putKit = async () => undefined
}

/** A server that keeps its promises. `mood` runs before each answer and may throw; `lost` lets an answer get lost after the act. */
class Server {
  readonly ops = new Map<string, unknown>()
  readonly uploads = new Map<string, { size: number; bytes: number[] }>()
  readonly heard: string[] = []
  mood: (what: string) => void = () => undefined
  lost: (what: string) => boolean = () => false
  refuse = new Map<string, string>()

  private async answer<T>(what: string, act: () => T): Promise<T> {
    this.heard.push(what)
    this.mood(what)
    const said = act()
    if (this.lost(what)) throw new ApiProblem({ status: 0, code: 'network' })
    return said
  }

  remote: Remote = {
    sync: (visit, body) => this.answer(`sync ${visit} ${body.ops.length}`, () => {
      const ops = body.ops as { id: string }[]
      const taken = ops.filter((o) => !this.refuse.has(o.id)).map((o) => o.id)
      for (const o of ops) if (taken.includes(o.id)) this.ops.set(o.id, o)
      const refused = ops.filter((o) => this.refuse.has(o.id)).map((o) => ({ id: o.id, code: this.refuse.get(o.id)! }))
      return { revision: this.ops.size, state: 'running', taken, refused, changes: [], disputes: [] } as unknown as Synced
    }),
    begin: (f) => this.answer(`begin ${f.key}`, () => {
      const u = this.uploads.get(f.key) ?? { size: f.size, bytes: [] }
      this.uploads.set(f.key, u)
      return this.standing(f.key)
    }),
    append: (key, offset, bytes) => this.answer(`append ${key} ${offset}`, () => {
      const u = this.uploads.get(key)!
      if (offset > u.bytes.length) throw new ApiProblem({ status: 409, code: 'files.upload_gap' })
      new Uint8Array(bytes).forEach((b, i) => (u.bytes[offset + i] = b))
      return this.standing(key)
    }),
    sign: (visit) => this.answer(`sign ${visit}`, () => ({}) as never),
    submit: (visit) => this.answer(`submit ${visit}`, () => ({}) as never),
    kit: (visit) => this.answer(`kit ${visit}`, () => ({}) as Kit),
  }

  private standing(key: string) {
    const u = this.uploads.get(key)!
    return { offset: u.bytes.length, ...(u.bytes.length === u.size && { file: { id: `fil_${key}` } }) } as never
  }
}

let disk: Disk
let server: Server
let now: number
let n: number

const sender = () => new Sender(disk as unknown as Store, server.remote, 'phone', () => now, async () => disk.all)
const op = (id: string, visit = 'v1'): OpRow => ({ n: ++n, id, owner: 'me', visit, item: id, answer: { result: 'ok' }, deviceAt: 5, base: 0 })
function file(key: string, size: number): FileRow {
  disk.contents.set(key, new Uint8Array(size).map((_, i) => i % 251).buffer)
  return { key, owner: 'me', visit: 'v1', item: 'B1', purpose: 'inspection.photo', path: '/', name: 'photo.jpg', size, sha256: 'x', at: 0, sent: 0 }
}
const act = (kind: 'sign' | 'submit'): ActRow => ({ n: ++n, id: `${kind}${n}`, owner: 'me', visit: 'v1', kind, ...(kind === 'sign' && { sign: { agency: 'police', name: '甲' } as never }), at: 0 })
const down = () => { throw new ApiProblem({ status: 0, code: 'network' }) }

beforeEach(() => {
  disk = new Disk()
  server = new Server()
  now = 1_000_000
  n = 0
  disk.all.kits = [{ id: 'me v1', owner: 'me', visit: 'v1', at: 0, kit: { revision: 0 } as Kit }]
})

describe('a round', () => {
  it('sends answers, then files, then what ends the visit', async () => {
    disk.all.ops = [op('a'), op('b')]
    disk.all.files = [file('p', 10)]
    disk.all.acts = [act('sign'), act('submit')]
    expect(await sender().round('me')).toBe('done')
    expect(server.heard).toEqual(['sync v1 2', 'begin p', 'append p 0', 'sync v1 0', 'sign v1', 'kit v1', 'submit v1', 'kit v1'])
    expect(disk.all).toMatchObject({ ops: [], files: [], acts: [] })
  })

  it('changes nothing without a network', async () => {
    server.mood = down
    disk.all.ops = [op('a')]
    disk.all.files = [file('p', 10)]
    expect(await sender().round('me')).toBe('network')
    expect([disk.all.ops.length, disk.all.files.length]).toEqual([1, 1])
  })

  it('an answer that got lost is sent again under its name, and counts once', async () => {
    disk.all.ops = [op('a')]
    let first = true
    server.lost = () => first && !(first = false)
    expect(await sender().round('me')).toBe('network')
    expect(await sender().round('me')).toBe('done')
    expect([server.ops.size, disk.all.ops.length]).toEqual([1, 0])
  })

  it('an upload goes on where it was, also with another sender', async () => {
    const size = piece * 3 + 17
    disk.all.files = [file('p', size)]
    let pieces = 0
    server.mood = (what) => void (what.startsWith('append') && ++pieces === 3 && down())
    expect(await sender().round('me')).toBe('network')
    expect(disk.all.files[0]!.sent).toBe(2 * piece)
    server.mood = () => undefined
    expect(await sender().round('me')).toBe('done')
    expect(server.heard.filter((h) => h.startsWith('append'))).toEqual(['append p 0', `append p ${piece}`, `append p ${2 * piece}`, `append p ${2 * piece}`, `append p ${3 * piece}`])
    expect(server.uploads.get('p')!.bytes).toEqual([...new Uint8Array(disk.contents.get('p')!)])
  })

  it('keeps everything while the session is out', async () => {
    disk.all.ops = [op('a')]
    server.mood = () => { throw new ApiProblem({ status: 401, code: 'unauthorized' }) }
    expect(await sender().round('me')).toBe('login')
    server.mood = () => undefined
    expect(await sender().round('me')).toBe('done')
    expect(server.ops.size).toBe(1)
  })

  it('puts aside what the server refuses, with its reason, and goes on', async () => {
    disk.all.ops = [op('a'), op('b')]
    server.refuse.set('a', 'inspection.not_your_item')
    disk.all.files = [file('p', 10), file('q', 10)]
    server.mood = (what) => { if (what === 'append p 0') throw new ApiProblem({ status: 422, code: 'files.picture_unreadable' }) }
    expect(await sender().round('me')).toBe('done')
    expect(disk.all.ops).toMatchObject([{ id: 'a', refused: { code: 'inspection.not_your_item' } }])
    expect(disk.all.files).toMatchObject([{ key: 'p', refused: { code: 'files.picture_unreadable' } }])
  })

  it('a visit that is closed to him keeps what he wrote, and holds nothing else up', async () => {
    disk.all.ops = [op('a', 'gone'), op('b')]
    server.mood = (what) => { if (what.startsWith('sync gone')) throw new ApiProblem({ status: 404, code: 'inspection.not_found' }) }
    const s = sender()
    expect(await s.round('me')).toBe('done')
    expect(disk.all.ops.map((o) => o.id)).toEqual(['a'])
    expect(s.closed.get('gone')?.code).toBe('inspection.not_found')
  })

  it('signs nothing whose answers have not arrived', async () => {
    disk.all.ops = [op('a')]
    disk.all.acts = [act('sign')]
    server.mood = (what) => { if (what.startsWith('sync')) throw new ApiProblem({ status: 403, code: 'inspection.not_in_team' }) }
    expect(await sender().round('me')).toBe('done')
    expect(disk.all.acts.length).toBe(1)
    expect(server.heard.some((h) => h.startsWith('sign'))).toBe(false)
  })

  it('touches nothing of another person', async () => {
    disk.all.ops = [{ ...op('a'), owner: 'you' }]
    expect(await sender().round('me')).toBe('done')
    expect(server.heard).toEqual([])
  })

  it('asks again for a file that waited long for its visit', async () => {
    disk.all.files = [{ ...file('p', 10), sent: 10, up: now - 20 * 3_600_000 }]
    expect(await sender().round('me')).toBe('done')
    expect(server.heard).toEqual(['begin p', 'append p 0', 'sync v1 0'])
    expect(disk.all.files).toEqual([])
  })
})
