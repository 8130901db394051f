/** The server beats every 15 s; two missed beats and some grace. */
const silentMs = 40_000
/** After a refusal EventSource does not come back by itself. */
const reopenMs = 5000

/**
 * Calls back whenever the caller's notices have changed, and after each
 * reconnect, since a change may have been missed. Answers what stops it.
 */
export function changes(tell: () => void): () => void {
  let source: EventSource | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  function alive() {
    clearTimeout(watchdog)
    watchdog = setTimeout(open, silentMs)
  }
  function open() {
    stop()
    source = new EventSource('/api/v1/realtime?topics=notices')
    source.addEventListener('beat', alive)
    for (const name of ['hello', 'notices']) {
      source.addEventListener(name, () => {
        alive()
        tell()
      })
    }
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return
      stop()
      again = setTimeout(open, reopenMs)
    })
    alive()
  }
  function stop() {
    clearTimeout(watchdog)
    clearTimeout(again)
    source?.close()
    source = undefined
  }
  open()
  return stop
}
