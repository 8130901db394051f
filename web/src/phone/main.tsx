import { render } from 'preact'
import { App } from './App'
import { startBeats } from './beat'
import { startWords } from './i18n'
import { startOutbox } from './outbox'
import { startPosition } from './position'
import { isElderly, setElderly } from './shell/prefs'
import '../ui/tokens.css'
import './shell/base.css'
import './shell/pieces.css'
import './pages/alarm/alarm.css'

startWords()
setElderly(isElderly())
// What an earlier page could not send goes first, before anything is drawn.
void startOutbox()
startPosition()
startBeats()

const root = document.getElementById('root')!
root.textContent = ''
render(<App />, root)

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Some WebViews have the object and refuse the call; the page works without it.
  try {
    navigator.serviceWorker.register('/phone-sw.js', { scope: '/phone' }).catch(() => undefined)
  } catch {
    // As above.
  }
}
