// The sounds, made by the browser itself: no file to load, no codec to miss.

import type { Tone } from './which'

/** locked: the browser plays nothing before a click or key. */
export type SoundState = 'locked' | 'on'

export class Speaker {
  private ctx: AudioContext | undefined
  private siren: { stop: () => void } | undefined
  private wanted = false
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly state = (): SoundState => (this.ctx?.state === 'running' ? 'on' : 'locked')

  /** Call it from a click or a key. Sounds softly, so that the officer hears that it works. */
  async unlock(): Promise<void> {
    if (this.state() === 'on') return
    await this.open()
    if (this.state() === 'on' && !this.wanted) this.beeps([[880, 0, 0.12, 0.12]])
  }

  /** A browser set up for a desk lets sounds play from the start: find out without a click. */
  async tryUnlock(): Promise<void> {
    await this.open(300)
  }

  play(tone: Tone): void {
    if (this.state() !== 'on') return
    if (tone === 'twoTone') this.beeps([[740, 0, 0.35, 0.4], [554, 0.35, 0.35, 0.4], [740, 0.7, 0.35, 0.4], [554, 1.05, 0.35, 0.4]])
    else if (tone === 'help') this.beeps([[523, 0, 0.3, 0.3], [392, 0.32, 0.4, 0.3], [523, 0.95, 0.3, 0.3], [392, 1.27, 0.4, 0.3]])
    else if (tone === 'handed') this.beeps([[880, 0, 0.12, 0.25], [1175, 0.16, 0.16, 0.25]])
    else if (tone === 'soft') this.beeps([[660, 0, 0.5, 0.18]])
    else if (tone === 'practice') this.beeps([[523, 0, 0.14, 0.2], [659, 0.18, 0.14, 0.2], [784, 0.36, 0.22, 0.2]])
  }

  /** One tone like nothing an alarm makes: the officer hears that the loudspeaker works. */
  test(): void {
    if (this.state() === 'on') this.beeps([[440, 0, 0.6, 0.3]])
  }

  /** Starts or stops the siren; asked for while locked, it starts with the unlocking. */
  setSiren(on: boolean): void {
    this.wanted = on
    if (!on) {
      this.siren?.stop()
      this.siren = undefined
    } else if (this.ctx && this.state() === 'on') this.siren ??= startSiren(this.ctx)
  }

  private async open(patience = 2000): Promise<void> {
    if (typeof AudioContext === 'undefined') return
    if (!this.ctx) {
      this.ctx = new AudioContext()
      // A phone call or another device may take the sound away again: then it is locked, and seen to be.
      this.ctx.onstatechange = () => this.changed()
    }
    // resume() never settles while the browser waits for a gesture.
    await Promise.race([this.ctx.resume().catch(() => undefined), new Promise((r) => setTimeout(r, patience))])
    this.changed()
  }

  private changed(): void {
    if (this.wanted) this.setSiren(true)
    for (const tell of this.listeners) tell()
  }

  /** Each beep: frequency in Hz, start and length in seconds from now, loudness 0…1. */
  private beeps(list: [number, number, number, number][]): void {
    const ctx = this.ctx!
    for (const [hz, start, length, loud] of list) {
      const at = ctx.currentTime + start
      const tone = new OscillatorNode(ctx, { type: 'triangle', frequency: hz })
      const gain = new GainNode(ctx, { gain: 0 })
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(loud, at + 0.015)
      gain.gain.setValueAtTime(loud, at + length - 0.04)
      gain.gain.linearRampToValueAtTime(0, at + length)
      tone.connect(gain).connect(ctx.destination)
      tone.start(at)
      tone.stop(at + length)
    }
  }
}

/** A rising and falling tone, run by the audio clock alone: a throttled background tab goes on wailing. */
function startSiren(ctx: AudioContext): { stop: () => void } {
  const tone = new OscillatorNode(ctx, { type: 'sawtooth', frequency: 800 })
  const sweep = new OscillatorNode(ctx, { type: 'sine', frequency: 0.6 })
  const depth = new GainNode(ctx, { gain: 320 })
  const dull = new BiquadFilterNode(ctx, { type: 'lowpass', frequency: 2400 })
  const gain = new GainNode(ctx, { gain: 0 })
  gain.gain.setValueAtTime(0, ctx.currentTime)
  gain.gain.linearRampToValueAtTime(0.3, ctx.currentTime + 0.3)
  sweep.connect(depth).connect(tone.frequency)
  tone.connect(dull).connect(gain).connect(ctx.destination)
  tone.start()
  sweep.start()
  return {
    stop: () => {
      const end = ctx.currentTime + 0.08
      gain.gain.cancelScheduledValues(ctx.currentTime)
      gain.gain.setTargetAtTime(0, ctx.currentTime, 0.02)
      tone.stop(end)
      sweep.stop(end)
    },
  }
}
