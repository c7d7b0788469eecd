// The build of the app: one first document, lazy chunks, a service worker that knows them, everything compressed ahead.
import { defineConfig } from 'vite'
import { compress } from './build/compress.ts'
import { oneDocument } from './build/document.ts'
import { sprite } from './build/sprite.ts'
import { worker } from './build/worker.ts'

const server = `http://127.0.0.1:${process.env.PORT ?? 8000}`

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // The oldest browsers that Preact 11 runs in: cheap phones keep theirs for years.
    target: ['chrome64', 'safari12'],
    outDir: 'dist',
    assetsDir: 'a',
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw/sw.ts' },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'a/[name]-[hash].js'), chunkFileNames: 'a/[name]-[hash].js' },
    },
  },
  plugins: [sprite(), oneDocument(), worker(), compress()],
  server: { proxy: Object.fromEntries(['/sync', '/g', '/auth', '/blob', '/track'].map((path) => [path, server]).concat([['/live', server.replace('http', 'ws')]])) },
})
