// The raw bytes of an upload in pieces. They are no JSON, so the typed client has no
// part in it; announcing one is an operation like any other.
import { ApiProblem, readProblem } from './problem'
import type { components } from './schema'

/** Sends the bytes from `offset` on; rejects with an `ApiProblem`. */
export async function append(key: string, offset: number, bytes: ArrayBuffer, signal: AbortSignal): Promise<components['schemas']['FilesStanding']> {
  let answer: Response
  let body: unknown
  try {
    answer = await fetch(`/api/v1/files/uploads/${encodeURIComponent(key)}?offset=${offset}`, {
      method: 'PATCH', body: bytes, headers: { 'Content-Type': 'application/octet-stream' }, credentials: 'same-origin', cache: 'no-store', signal,
    })
    if (answer.ok) body = await answer.json()
  } catch {
    throw new ApiProblem({ status: 0, code: 'network' })
  }
  if (!answer.ok) throw await readProblem(answer)
  return body as components['schemas']['FilesStanding']
}
