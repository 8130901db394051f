import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(<main>护学</main>)
