// The voice of a help-point in this browser. A talk goes on while other alarms are looked at, and ends with the
// page, with either hand-set, or with the line.
import { api, must } from '../../api/client'

export interface Talk {
  readonly callId: string
  /** Without a microphone one only listens. */
  readonly mute: boolean
  end(): void
}

let running: Talk | undefined
const listeners = new Set<() => void>()

export const current = (): Talk | undefined => running

export function onTalk(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function set(talk: Talk | undefined): void {
  running = talk
  for (const tell of listeners) tell()
}

/** Asked for on the click only; refused or missing is no reason not to listen. */
async function microphone(): Promise<MediaStream | undefined> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
  } catch {
    return undefined
  }
}

/** The offer with all its candidates: what is not found within a second is not waited for. */
async function gathered(pc: RTCPeerConnection): Promise<string> {
  await pc.setLocalDescription()
  if (pc.iceGatheringState !== 'complete')
    await new Promise<void>((done) => {
      const late = setTimeout(done, 1000)
      pc.addEventListener('icegatheringstatechange', () => {
        if (pc.iceGatheringState !== 'complete') return
        clearTimeout(late)
        done()
      })
    })
  return pc.localDescription?.sdp ?? ''
}

export async function answer(callId: string): Promise<void> {
  const voice = await microphone()
  const pc = new RTCPeerConnection()
  const sound = new Audio()
  let over = false
  const end = () => {
    if (over) return
    over = true
    window.removeEventListener('pagehide', end)
    pc.close()
    sound.srcObject = null
    for (const track of voice?.getTracks() ?? []) track.stop()
    if (running?.callId === callId) set(undefined)
  }
  pc.addEventListener('track', (e) => {
    sound.srcObject = new MediaStream([e.track])
    void sound.play().catch(() => undefined)
  })
  pc.addEventListener('connectionstatechange', () => {
    if (pc.connectionState === 'failed' || pc.connectionState === 'closed') end()
  })
  window.addEventListener('pagehide', end)
  const track = voice?.getAudioTracks()[0]
  pc.addTransceiver(track ?? 'audio', { direction: track ? 'sendrecv' : 'recvonly' })
  try {
    const offer = await gathered(pc)
    const got = await must(api.POST('/api/v1/help-calls/{id}/answer', { params: { path: { id: callId } }, body: { offer } }))
    await pc.setRemoteDescription({ type: 'answer', sdp: got.answer })
  } catch (e) {
    end()
    throw e
  }
  running?.end()
  set({ callId, mute: !track, end })
}

export async function hangUp(callId: string): Promise<void> {
  if (running?.callId === callId) running.end()
  await must(api.POST('/api/v1/help-calls/{id}/hang-up', { params: { path: { id: callId } } }))
}
