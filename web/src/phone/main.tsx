import { render } from 'preact'

render(<main>护学</main>, document.getElementById('root')!)
