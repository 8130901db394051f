// The two ways of a live picture into the browser. Neither is JSON: one is SDP, the other bytes without end.
import { ApiProblem, readProblem } from './problem'

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(path, init)
  } catch (e) {
    if (e instanceof Error && e.name === 'AbortError') throw e
    throw new ApiProblem({ status: 0, code: 'network' })
  }
  if (!answer.ok) throw await readProblem(answer)
  return answer
}

/** WHEP: our offer for their answer. */
export async function offerPicture(viewId: string, sdp: string, signal: AbortSignal): Promise<string> {
  const answer = await ask(`/api/v1/video/views/${encodeURIComponent(viewId)}/whep`, { method: 'POST', body: sdp, headers: { 'Content-Type': 'application/sdp' }, signal })
  return answer.text()
}

/** Fragmented MP4; its content type names the codec. */
export function streamPicture(viewId: string, signal: AbortSignal): Promise<Response> {
  return ask(`/api/v1/video/views/${encodeURIComponent(viewId)}/live.mp4`, { signal })
}

/** Looks away, even while the page is being left. */
export function lookAway(viewId: string): void {
  void fetch(`/api/v1/video/views/${encodeURIComponent(viewId)}`, { method: 'DELETE', keepalive: true }).catch(() => undefined)
}
