/** Makes the window's title call for attention while alarms wait; the words come from the caller. */
export class TitleFlash {
  private timer: ReturnType<typeof setInterval> | undefined
  private calm = ''
  private call = ''
  private shown = false

  set(calm: string, call: string): void {
    this.calm = calm
    if (call === this.call && (call === '') === (this.timer === undefined)) {
      if (!call) document.title = calm
      return
    }
    this.call = call
    if (!call) {
      clearInterval(this.timer)
      this.timer = undefined
      document.title = calm
      return
    }
    document.title = call
    this.shown = true
    this.timer ??= setInterval(() => {
      this.shown = !this.shown
      document.title = this.shown ? this.call : this.calm
    }, 1000)
  }
}
