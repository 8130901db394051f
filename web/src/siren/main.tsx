import { render } from 'preact'
import '../ui/tokens.css'
import { App } from './App'
import { startWords } from './i18n'
import { siren } from './siren'
import './cards.css'
import './siren.css'

startWords()
render(<App />, document.getElementById('root')!)
siren.start()
