// The build of the app: one first document, lazy chunks, a service worker that knows them, everything compressed ahead.
import { defineConfig } from 'vite'
import { bigint } from './build/bigint.ts'
import { compress } from './build/compress.ts'
import { core } from './build/core.ts'
import { oneDocument } from './build/document.ts'
import { sprite } from './build/sprite.ts'
import { styles } from './build/styles.ts'
import { worker } from './build/worker.ts'

const server = `http://127.0.0.1:${process.env.PORT ?? 8000}`

const together = core()
const looks = styles()

/** What is said of a centre's days: one request for home, where five small files would be asked for. */
const DAYS = /\/src\/(hours\/(find|openings|use-days|words)|notices\/(words|day-news)|transit\/card-here)\./

export default defineConfig({
  root: import.meta.dirname,
  // The classic call is 250 B less in the first document than the automatic one.
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' }, jsxInject: "import { h, Fragment } from 'preact'", assumptions: { setPublicClassFields: true } },
  build: {
    // The oldest browsers that Preact 11 runs in: cheap phones keep theirs for years.
    target: ['chrome64', 'safari12'],
    outDir: 'dist',
    assetsDir: 'a',
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // `first` is written into the page: without a hash in its name its changes do not rename all others.
        entryFileNames: 'a/[name].js',
        chunkFileNames: ({ name }) => (name === 'first' ? 'a/first.js' : 'a/[name]-[hash:7].js'),
        codeSplitting: { groups: [{ name: 'first', test: (id) => together.isFirst(id), priority: 1 }, { name: 'place', test: (id) => together.isPlace(id) }, { name: 'core', test: (id) => together.isCore(id) }, { name: 'days', test: DAYS }] },
      },
    },
  },
  plugins: [bigint(), looks, sprite(), together, oneDocument(looks.first), worker(), compress()],
  server: { proxy: Object.fromEntries(['/sync', '/g', '/auth', '/blob', '/track', '^/b/', '^/bus/', '^/booking/', '^/h/', '^/q/', '^/t/'].map((path) => [path, server]).concat(['/live', '/bus/live', '^/q/[^/]+/live'].map((path) => [path, server.replace('http', 'ws')]))) },
})
