// A system notification, for a desk whose window is covered. Allowed or not, the
// sound and the list do not depend on it.

export function askForNotices(): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'default') return
  void Notification.requestPermission().catch(() => undefined)
}

/** `tag` replaces an older notice of the same alarm. */
export function notice(title: string, body: string, tag: string, onClick: () => void): void {
  if (!document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  try {
    const shown = new Notification(title, { body, tag, requireInteraction: true })
    shown.onclick = () => {
      window.focus()
      onClick()
      shown.close()
    }
  } catch {
    // Some browsers only allow notices from a service worker.
  }
}
