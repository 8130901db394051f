import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import { startWords } from './i18n'
import { Root } from './Root'
import './shell.css'

void startWords().then(() => createRoot(document.getElementById('root')!).render(<Root />))
