import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/pieces.css'
import './desk.css'
import { desk } from './desk'
import { startWords } from './i18n'
import { Screen } from './parts/Screen'

void startWords().then(() => {
  createRoot(document.getElementById('root')!).render(<Screen />)
  void desk.start()
})
