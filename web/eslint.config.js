import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { rooms } from './scripts/eslint-rooms.js'

const noFetch = {
  selector: "CallExpression[callee.name='fetch'], CallExpression[callee.property.name='fetch'][callee.object.name=/^(window|self|globalThis)$/]",
  message: 'A hand-written fetch is a bug: use src/api/client.ts.',
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/api/schema.d.ts'] },
  ...tseslint.configs.recommended,
  hooks.configs.flat['recommended-latest'],
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { huxue: { rules: { rooms } } },
    rules: {
      'huxue/rooms': 'error',
      'no-restricted-syntax': ['error', noFetch],
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An empty interface is how an entry adds its words (see src/ui/i18n/core.ts).
      '@typescript-eslint/no-empty-object-type': 'off',
    },
  },
  {
    // Desk and phone have small budgets of their own.
    files: ['src/desk/**', 'src/phone/**', 'src/siren/**', 'src/learn/**', 'src/inspect/**', 'src/api/**', 'src/ui/i18n/core.ts', 'src/ui/time.ts', 'src/ui/now.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['antd', 'antd/*', '@ant-design/*', '@tanstack/react-router'] }] },
  },
  {
    // Preact knows nothing of the React compiler, whose rules are for memoising it away.
    files: ['src/phone/**', 'src/siren/**', 'src/learn/**', 'src/inspect/**'],
    rules: { ...Object.fromEntries(Object.keys(hooks.configs.flat['recommended-latest'].rules).map((rule) => [rule, 'off'])), 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['src/phone/**', 'src/siren/**', 'src/learn/**', 'src/inspect/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['antd', 'antd/*', '@ant-design/*', '@tanstack/*', 'react', 'react/*', 'react-dom', 'react-dom/*', 'dayjs'] }] },
  },
  {
    // The outbox and the service worker send in the background, where the typed client has no place.
    files: ['src/api/**', 'src/phone/outbox*', 'src/phone/outbox/**', 'src/phone/**/sw.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
