// An imported package runs in an <iframe sandbox="allow-scripts"> under an address of its
// own: its origin is nobody's, it reaches neither our cookies nor our pages nor our
// interface, and the one thing it can do is post what it reports. What it reports is
// advice: a step is done by dwell and by our own questions (docs/adr/0024).

/** What a package says about how far its pupil has come. */
export interface Report {
  status: 'incomplete' | 'completed' | 'passed' | 'failed'
  /** 0 … 100, undefined when it gave none. */
  score?: number
}

const states = ['incomplete', 'completed', 'passed', 'failed']

/** Reads a message of a box; undefined when it is none of ours. */
export function reported(data: unknown): Report | undefined {
  if (!data || typeof data !== 'object') return undefined
  const { huxue, status, score } = data as Record<string, unknown>
  if (huxue !== 'box-report' || typeof status !== 'string' || !states.includes(status)) return undefined
  const known = typeof score === 'number' && score >= 0 && score <= 100
  return { status: status as Report['status'], ...(known ? { score } : {}) }
}

/** Listens to the box in a frame, and to nobody else; answers what ends it. */
export function hear(frame: HTMLIFrameElement, tell: (r: Report) => void): () => void {
  const on = (e: MessageEvent): void => {
    if (e.source !== frame.contentWindow || e.origin !== 'null') return
    const r = reported(e.data)
    if (r) tell(r)
  }
  addEventListener('message', on)
  return () => removeEventListener('message', on)
}

/** The attributes of the frame; without allow-same-origin, whatever else may be added. */
export const boxed = { sandbox: 'allow-scripts', referrerPolicy: 'no-referrer', allow: '' } as const
