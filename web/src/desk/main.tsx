import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(<main>警务台</main>)
