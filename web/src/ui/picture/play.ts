// Brings a live picture into a video element: by WebRTC, and where that does not come
// through, or the browser does not take it, as fragmented MP4 into MediaSource.
import { offerPicture, streamPicture } from '../../api/pictures'
import { problemOf } from '../../api/problem'

export type Way = 'webrtc' | 'mp4' | 'none'

/** So long may WebRTC take until MP4 is tried; a gate must not wait for a firewall. */
const patience = 2500
/** How many seconds of the past stay in the element, and how far it may lag behind. */
const kept = 20
const behind = 3

/** Plays until `signal` ends; resolves when there is nothing more to play. */
export async function play(video: HTMLVideoElement, viewId: string, signal: AbortSignal, said: (way: Way) => void): Promise<void> {
  let rtc = typeof RTCPeerConnection !== 'undefined'
  while (!signal.aborted) {
    try {
      if (rtc && (await byWebRTC(video, viewId, signal, said))) continue
      rtc = false // what was blocked once stays blocked
      if (!('MediaSource' in window)) return said('none')
      await byMP4(video, viewId, signal, said)
    } catch (e) {
      if (signal.aborted || problemOf(e).status === 404) return // the look is over
      if (e instanceof Unplayable) return said('none')
    }
    await pause(1000, signal)
  }
}

class Unplayable extends Error {}

/** False: WebRTC does not come through here. Resolves true when a connection that was there has ended. */
async function byWebRTC(video: HTMLVideoElement, viewId: string, signal: AbortSignal, said: (way: Way) => void): Promise<boolean> {
  const pc = new RTCPeerConnection()
  const end = () => pc.close()
  signal.addEventListener('abort', end)
  try {
    pc.addTransceiver('video', { direction: 'recvonly' })
    const stream = new MediaStream()
    pc.ontrack = ({ track }) => {
      stream.addTrack(track)
      video.srcObject = stream
      void video.play().catch(() => undefined)
    }
    const connected = new Promise<boolean>((done) => {
      setTimeout(() => done(false), patience)
      pc.addEventListener('connectionstatechange', () => pc.connectionState === 'connected' && done(true))
    })
    await pc.setLocalDescription(await pc.createOffer())
    // Our own addresses need not be in it: it is we who knock, at those in the answer.
    const sdp = await offerPicture(viewId, pc.localDescription?.sdp ?? '', signal)
    await pc.setRemoteDescription({ type: 'answer', sdp })
    if (!(await connected)) return false
    said('webrtc')
    await new Promise<void>((over) => {
      signal.addEventListener('abort', () => over())
      pc.addEventListener('connectionstatechange', () => /^(failed|closed|disconnected)$/.test(pc.connectionState) && over())
    })
    return true
  } catch (e) {
    if (signal.aborted || problemOf(e).status === 404) throw e
    return false
  } finally {
    signal.removeEventListener('abort', end)
    pc.close()
    video.srcObject = null
  }
}

async function byMP4(video: HTMLVideoElement, viewId: string, signal: AbortSignal, said: (way: Way) => void): Promise<void> {
  const answer = await streamPicture(viewId, signal)
  const type = answer.headers.get('content-type') ?? ''
  if (!MediaSource.isTypeSupported(type)) throw new Unplayable()
  const source = new MediaSource()
  const url = URL.createObjectURL(source)
  video.src = url
  const reader = answer.body?.getReader()
  try {
    await once(source, 'sourceopen')
    const buffer = source.addSourceBuffer(type)
    said('mp4')
    void video.play().catch(() => undefined)
    for (;;) {
      const piece = await reader?.read()
      if (!piece || piece.done) return
      buffer.appendBuffer(piece.value)
      await once(buffer, 'updateend')
      const range = buffer.buffered
      if (range.length === 0) continue
      const last = range.end(range.length - 1)
      if (video.currentTime < last - behind || video.currentTime < range.start(0)) video.currentTime = Math.max(range.start(range.length - 1), last - 0.5)
      if (last - range.start(0) > kept * 2) {
        buffer.remove(0, last - kept)
        await once(buffer, 'updateend')
      }
    }
  } finally {
    void reader?.cancel().catch(() => undefined)
    URL.revokeObjectURL(url)
    video.removeAttribute('src')
  }
}

function once(target: EventTarget, name: string): Promise<void> {
  return new Promise((done) => target.addEventListener(name, () => done(), { once: true }))
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true })
  })
}
