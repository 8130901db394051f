/** One refused field of a form; `name` is the path in the body, e.g. `contacts.0.phone`. */
export interface ProblemField {
  name: string
  code: string
  params?: Record<string, unknown>
}

/** What the server says when it refuses (application/problem+json). The sentence is found by `code`. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: ProblemField[]
  readonly params: Record<string, unknown>
  readonly requestId: string

  constructor(of: { status: number; code: string; fields?: ProblemField[]; params?: Record<string, unknown>; requestId?: string }) {
    super(of.code)
    this.name = 'ApiProblem'
    this.status = of.status
    this.code = of.code
    this.fields = of.fields ?? []
    this.params = of.params ?? {}
    this.requestId = of.requestId ?? ''
  }
}

const byStatus: Record<number, string> = {
  400: 'request.malformed',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'network',
  409: 'conflict',
  413: 'request.too_large',
  422: 'request.invalid',
  429: 'request.too_many',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** Reads a refused answer, whoever wrote it: our server, or a proxy in between that knows no codes. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  let body: Partial<ApiProblem> = {}
  try {
    const parsed: unknown = await response.json()
    if (parsed && typeof parsed === 'object') body = parsed as Partial<ApiProblem>
  } catch {
    // Not JSON: the status has to do.
  }
  return new ApiProblem({
    status: response.status,
    code: typeof body.code === 'string' && body.code ? body.code : (byStatus[response.status] ?? 'internal'),
    fields: Array.isArray(body.fields) ? body.fields : [],
    params: body.params ?? {},
    requestId: body.requestId || response.headers.get('x-request-id') || '',
  })
}

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  return new ApiProblem({ status: 0, code: 'internal' })
}
