import { randomId } from './keys'
import { ApiProblem, readProblem } from './problem'

/** A file handed in for a purpose, before a room takes it into a record. */
export interface Uploaded {
  id: string
  mediaType: string
  name: string
  size: number
}

/** Hands a file in at a place; rejects with an ApiProblem. Its bytes are no JSON, so the typed client has no part in it. */
export async function upload(purpose: string, path: string, file: Blob, name: string): Promise<Uploaded> {
  const form = new FormData()
  form.append('file', file, name)
  const query = new URLSearchParams({ purpose, path }).toString()
  let answer: Response
  try {
    answer = await fetch(`/api/v1/files?${query}`, { method: 'POST', body: form, headers: { 'Idempotency-Key': randomId() } })
  } catch {
    throw new ApiProblem({ status: 0, code: 'network' })
  }
  if (!answer.ok) throw await readProblem(answer)
  return (await answer.json()) as Uploaded
}
