import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(js|css|html|svg|json|geojson|webmanifest|txt)$/
const gz = promisify(gzip)
const br = promisify(brotliCompress)

/** Writes a .gz and a .br beside every text asset, so that the server never compresses one. */
export function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'huxue-precompress',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const names = await readdir(outDir, { recursive: true })
      await Promise.all(names.filter((n) => text.test(n)).map((n) => squeeze(join(outDir, n))))
    },
  }
}

async function squeeze(file: string) {
  const raw = await readFile(file)
  // Below one packet nothing is gained.
  if (raw.length < 1024) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length }
  await Promise.all([
    gz(raw, { level: 9 }).then((z) => writeFile(`${file}.gz`, z)),
    br(raw, { params }).then((z) => writeFile(`${file}.br`, z)),
  ])
}
