/** Full screen on and off; browsers refuse it now and then, which is no error. */
export function toggleFull(): void {
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()
  void done?.catch(() => undefined)
}
