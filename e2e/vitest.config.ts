import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.spec.ts'],
    environment: 'node',
    globalSetup: 'support/city.ts',
    pool: 'forks',
    // Each file has a server and a browser of its own; two at a time fill two cores.
    maxWorkers: 2,
    // These end what hangs. How fast things are is measured in bench/, on a machine that does nothing else.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // A journey that passes only the second time has found something: scripts/test.sh runs it
    // by itself then, and names it (ADR 40).
    retry: 0,
    reporters: ['verbose'],
  },
})
