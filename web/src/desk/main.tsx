import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/pieces.css'
import './desk.css'
import { desk } from './desk'
import { startWords } from './i18n'
import { Screen } from './parts/Screen'

// The question who sits here leaves first; the first picture is a task of its own.
void startWords().then(() => {
  void desk.start()
  setTimeout(() => createRoot(document.getElementById('root')!).render(<Screen />))
})
