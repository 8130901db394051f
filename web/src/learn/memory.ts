// What this device keeps of a pupil: who he is and how far he has come. On his own
// device until he logs out; in a computer room only for this tab, and nothing after.
import type { Answers } from '../ui/lesson/model'
import type { components } from '../api/schema'

export type Entry = components['schemas']['PupilEntry']
export type Campaign = components['schemas']['CampaignLesson']
export type Step = components['schemas']['CampaignLessonStep']
export type Finished = components['schemas']['CampaignFinished']
export type Started = components['schemas']['CampaignStarted']

/** A step that is open: its ticket, when it was begun by this device's clock, and where the pupil is in it. */
export interface Open {
  n: number
  ticket: string
  minSeconds: number
  begun: number
  paper?: unknown
  page: number
  answers: Answers
}

/** A step whose end the server has not acknowledged yet. It is sent until it has. */
export interface Unsent {
  n: number
  ticket: string
  receipt: string
  answers?: Answers
}

/** How far a pupil has come in one campaign. The receipt is the server's word for it. */
export interface Progress {
  receipt: string
  done: number[]
  open?: Open
  unsent?: Unsent
}

export const fresh = (): Progress => ({ receipt: '', done: [] })

export class Memory {
  constructor(readonly room: boolean) {}

  private get shelf(): Storage | undefined {
    try {
      return this.room ? sessionStorage : localStorage
    } catch {
      return undefined
    }
  }

  private read<T>(key: string): T | undefined {
    try {
      const text = this.shelf?.getItem(`huxue.learn.${key}`)
      return text ? (JSON.parse(text) as T) : undefined
    } catch {
      return undefined
    }
  }

  private write(key: string, value: unknown): void {
    try {
      if (value === undefined) this.shelf?.removeItem(`huxue.learn.${key}`)
      else this.shelf?.setItem(`huxue.learn.${key}`, JSON.stringify(value))
    } catch {
      // Full or private: it then lasts as long as the page.
    }
  }

  entry(): Entry | undefined {
    return this.read<Entry>('entry')
  }

  keepEntry(entry: Entry | undefined): void {
    this.write('entry', entry)
  }

  /** The class code last used here, so that a pupil types it once. */
  code(): string {
    return this.read<string>('code') ?? ''
  }

  keepCode(code: string): void {
    if (!this.room) this.write('code', code)
  }

  /** Two children may share a telephone: progress belongs to a seat. */
  progress(who: Entry, campaign: string): Progress {
    return this.read<Progress>(`at.${who.code}.${who.seat}.${campaign}`) ?? fresh()
  }

  keepProgress(who: Entry, campaign: string, p: Progress | undefined): void {
    this.write(`at.${who.code}.${who.seat}.${campaign}`, p)
  }

  /** A random name of this device; see `device` in the campaign's finishing. */
  device(): string {
    try {
      const known = localStorage.getItem('huxue.device')
      if (known) return known
      const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('')
      localStorage.setItem('huxue.device', name)
      return name
    } catch {
      return ''
    }
  }

  /** Nothing of the pupil stays. */
  forget(): void {
    try {
      const shelf = this.shelf
      if (!shelf) return
      for (const key of Object.keys(shelf)) if (key.startsWith('huxue.learn.') && (this.room || key === 'huxue.learn.entry')) shelf.removeItem(key)
    } catch {
      // As above.
    }
  }
}
