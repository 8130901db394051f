import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { precompress } from './scripts/precompress.ts'

/** In development the entries answer at the addresses the server gives them. */
function entries(): Plugin {
  return {
    name: 'huxue-entries',
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const entry = /^\/(desk|wall|phone|siren|learn|inspect)(?=[/?]|$)(?!\/src)/.exec(req.url ?? '')
        if (entry && !/\.\w+(\?|$)/.test(req.url ?? '')) req.url = `/${entry[1] === 'wall' ? 'desk' : entry[1]}.html`
        next()
      })
    },
  }
}

/** The runtime of imported packages, for their boxes alone (web/public/box/bridge.js). */
function boxTools(): Plugin {
  return {
    name: 'huxue-box',
    generateBundle() {
      for (const name of ['scorm12', 'scorm2004']) {
        const source = readFileSync(new URL(`./node_modules/scorm-again/dist/${name}.min.js`, import.meta.url))
        this.emitFile({ type: 'asset', fileName: `box/${name}.js`, source })
      }
    },
  }
}

export default defineConfig({
  // Phone, siren, learn and inspect are Preact: their JSX comes from their tsconfig.json.
  plugins: [react({ exclude: [/\/src\/(phone|siren|learn|inspect)\//, /node_modules/] }), entries(), boxTools(), precompress()],
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': { target: 'http://127.0.0.1:8080', changeOrigin: false } },
  },
  build: {
    target: ['chrome87', 'safari14', 'firefox85'],
    // A guard's old phone has no modulepreload; the polyfill costs it 1 KB for nothing.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: ['index.html', 'desk.html', 'phone.html', 'siren.html', 'learn.html', 'inspect.html'] },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
} as Parameters<typeof defineConfig>[0])
