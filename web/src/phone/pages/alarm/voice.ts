// A voice note: recorded while a finger stays on the button, a minute at most.
import { read } from '../../../ui/photo'

export const longestVoice = 60_000
/** Shorter than this is a slip of the finger. */
const shortestVoice = 600

const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export interface Voice {
  bytes: ArrayBuffer
  seconds: number
}

export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function'
}

export interface Recording {
  /** Ends it; answers nothing when it was too short. */
  stop: () => Promise<Voice | undefined>
}

/** Rejects when the phone or its owner refuses the microphone. */
export async function record(onEnd: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const type = types.find((one) => MediaRecorder.isTypeSupported(one))
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 24_000 })
  const parts: Blob[] = []
  const from = performance.now()
  let lasted = 0
  recorder.ondataavailable = (e) => parts.push(e.data)
  const ended = new Promise<void>((done) => {
    recorder.onstop = () => {
      lasted = performance.now() - from
      for (const track of stream.getTracks()) track.stop()
      done()
    }
  })
  const timer = setTimeout(onEnd, longestVoice)
  recorder.start()
  return {
    async stop() {
      clearTimeout(timer)
      if (recorder.state !== 'inactive') recorder.stop()
      await ended
      if (lasted < shortestVoice) return undefined
      return { bytes: await read(new Blob(parts)), seconds: Math.min(Math.max(1, Math.round(lasted / 1000)), longestVoice / 1000) }
    },
  }
}
