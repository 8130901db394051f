import { render } from 'preact'
import '../ui/tokens.css'
import { App } from './App'
import { startWords } from './i18n'
import { inspect } from './inspect'
import './inspect.css'
import './item.css'

startWords()
render(<App />, document.getElementById('root')!)
void inspect.start()

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Some WebViews have the object and refuse the call; with a network the page works without it.
  try {
    navigator.serviceWorker.register('/inspect-sw.js', { scope: '/inspect' }).catch(() => undefined)
  } catch {
    // As above.
  }
}
