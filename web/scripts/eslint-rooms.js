// The walls of the UI house: who may import whom, by folder.
//   modules/<room> → api, ui, itself      ui → ui, api (types and client)      api → api
//   desk, phone    → api, ui, itself      app → everything but desk, phone, siren, learn and inspect
//   learn, inspect → api, ui, itself
//   siren          → api, ui, itself, and the desk's line and sounds, which it has in common
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src/', import.meta.url))

function place(file) {
  const parts = relative(src, file).replaceAll('\\', '/').split('/')
  return parts[0] === 'modules' ? `modules/${parts[1]}` : parts[0]
}

function allowed(from, to) {
  if (from === to) return true
  if (from === 'app') return !['desk', 'phone', 'siren', 'learn', 'inspect'].includes(to)
  if (from === 'ui') return to === 'api'
  if (from === 'api') return false
  if (from === 'siren' && to === 'desk') return true
  return to === 'api' || to === 'ui'
}

export const rooms = {
  meta: { type: 'problem', schema: [], messages: { wall: '{{from}} must not import {{to}}' } },
  create(context) {
    const from = place(context.filename)
    function check(node, source) {
      if (typeof source !== 'string' || !source.startsWith('.')) return
      const to = place(resolve(dirname(context.filename), source))
      if (!allowed(from, to)) context.report({ node, messageId: 'wall', data: { from, to } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
    }
  },
}
