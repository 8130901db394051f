// Whether somebody sits in front of this page. A page that asks the server by
// itself, such as for the unread count, must not keep the session of a person
// who has left; the server counts only what is asked while somebody is there.

const patience = 60_000
let last = Date.now()

if (typeof addEventListener === 'function') {
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(name, () => (last = Date.now()), { capture: true, passive: true })
  }
}

/** True when nobody has touched the page for a minute. */
export function isAlone(now = Date.now()): boolean {
  return now - last > patience
}
