/** Vibrates where the phone can and the page may. */
export function buzz(pattern: number | number[]): void {
  try {
    // Before the first touch browsers refuse, and say so in the console.
    const active = (navigator as { userActivation?: { hasBeenActive: boolean } }).userActivation
    if (active?.hasBeenActive !== false) navigator.vibrate?.(pattern)
  } catch {
    // No vibration here.
  }
}
