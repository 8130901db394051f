import { render } from 'preact'
import '../ui/tokens.css'
import { App } from './App'
import { startWords } from './i18n'
import './learn.css'
import { learn } from './learn'

startWords()
render(<App />, document.getElementById('root')!)
learn.start()
