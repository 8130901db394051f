// A siren made by the phone itself: no file, no network, no server.

let context: AudioContext | undefined
let voice: GainNode | undefined
let parts: OscillatorNode[] = []
let ringing = false
const listeners = new Set<() => void>()
// What browsers take for the user's wish to hear something.
const gestures = ['pointerup', 'touchend', 'click', 'keyup']

/** Gets the sound machine ready, which takes a slow phone a while: call it when a finger goes down. */
export function prepare(): void {
  try {
    const old = (globalThis as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext
    context ??= new (globalThis.AudioContext ?? old!)()
  } catch {
    // No sound here; the words on the screen do not depend on it.
  }
}

/** Starts the siren. Some phones let the sound out only when the finger leaves the glass. */
export function ring(): void {
  if (ringing) return
  ringing = true
  prepare()
  try {
    wail(context!)
    allow()
    for (const gesture of gestures) addEventListener(gesture, allow, true)
  } catch {
    // As above.
  }
  tell()
}

/** A tone that a second, slow one pulls up and down between 650 and 1450 Hz. */
function wail(on: AudioContext): void {
  voice = on.createGain()
  voice.gain.value = 0.9
  voice.connect(on.destination)
  const tone = on.createOscillator()
  tone.type = 'sawtooth'
  tone.frequency.value = 1050
  tone.connect(voice)
  const slow = on.createOscillator()
  slow.type = 'triangle'
  slow.frequency.value = 0.55
  const reach = on.createGain()
  reach.gain.value = 400
  slow.connect(reach)
  reach.connect(tone.frequency)
  parts = [tone, slow]
  for (const part of parts) part.start()
}

/** Lets the sound out; to be called inside a gesture of the user. */
export function allow(): void {
  try {
    if (ringing) void context?.resume().catch(() => undefined)
  } catch {
    // Stays silent.
  }
}

export function hush(): void {
  if (!ringing) return
  ringing = false
  for (const gesture of gestures) removeEventListener(gesture, allow, true)
  try {
    for (const part of parts) part.stop()
    voice?.disconnect()
    void context?.suspend().catch(() => undefined)
  } catch {
    // Already gone.
  }
  tell()
}

export function isRinging(): boolean {
  return ringing
}

export function onRinging(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function tell(): void {
  for (const l of listeners) l()
}
