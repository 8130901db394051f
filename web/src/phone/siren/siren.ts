// A siren made by the phone itself: no file, no network, no server.

interface Sound {
  context: AudioContext
  gain: GainNode
}

let sound: Sound | undefined
const listeners = new Set<() => void>()
const seconds = 0.9
// What browsers take for the user's wish to hear something.
const gestures = ['pointerup', 'touchend', 'click', 'keyup']

/** Starts the siren. Some phones let the sound out only when the finger leaves the glass. */
export function ring(): void {
  if (sound) return
  try {
    const context = make()
    const gain = context.createGain()
    gain.gain.value = 0.9
    gain.connect(context.destination)
    const tone = context.createOscillator()
    tone.type = 'sawtooth'
    tone.connect(gain)
    wail(tone.frequency, context.currentTime)
    tone.start()
    sound = { context, gain }
    allow()
    for (const gesture of gestures) addEventListener(gesture, allow, true)
  } catch {
    // No sound here; the words on the screen do not depend on it.
  }
  tell()
}

/** Up and down between two pitches, planned far ahead so that a busy page cannot make it stutter. */
function wail(pitch: AudioParam, from: number): void {
  pitch.setValueAtTime(650, from)
  for (let i = 0; i < 2000; i++) {
    pitch.linearRampToValueAtTime(i % 2 === 0 ? 1450 : 650, from + (i + 1) * seconds)
  }
}

function make(): AudioContext {
  const old = (globalThis as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext
  return new (globalThis.AudioContext ?? old!)()
}

/** Lets the sound out; to be called inside a gesture of the user. */
export function allow(): void {
  try {
    void sound?.context.resume().catch(() => undefined)
  } catch {
    // Stays silent.
  }
}

export function hush(): void {
  const was = sound
  sound = undefined
  for (const gesture of gestures) removeEventListener(gesture, allow, true)
  try {
    was?.gain.disconnect()
    void was?.context.close().catch(() => undefined)
  } catch {
    // Already gone.
  }
  tell()
}

export function isRinging(): boolean {
  return sound !== undefined
}

export function onRinging(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function tell(): void {
  for (const l of listeners) l()
}

/** Vibrates where the phone can and the page may. */
export function buzz(pattern: number | number[]): void {
  try {
    const active = (navigator as { userActivation?: { hasBeenActive: boolean } }).userActivation
    if (active?.hasBeenActive !== false) navigator.vibrate?.(pattern)
  } catch {
    // No vibration here.
  }
}
