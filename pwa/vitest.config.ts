// Tests of the app's code: a browser's window by happy-dom, IndexedDB by fake-indexeddb.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/pwa/**/*.test.{ts,tsx}', 'tests/vectors/**/*.test.ts'],
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost/' } },
    setupFiles: ['fake-indexeddb/auto', 'tests/pwa/patience.ts'],
    passWithNoTests: false,
    testTimeout: 60_000, // a hang, not a slow machine
  },
})
