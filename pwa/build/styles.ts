// Two style sheets: what the first paint needs goes into index.html, everything else is one file that every page waits
// for. Takes the place of Vite's own loading of styles and chunks, which costs four times as much.
import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

const HELPER = '\0vite/preload-helper.js'
const REST = '%REST%'

// Names are Vite's: it wraps every lazy import in `__vitePreload`.
const LOADER = `
let sheet
const rest = () => sheet || (sheet = new Promise((done) => {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = '${REST}'
  link.onload = link.onerror = done
  document.head.appendChild(link)
}))
export const __vitePreload = (load) => Promise.all([load(), rest()]).then((both) => both[0])
`

export function styles(): Plugin {
  return {
    name: 'ganchang-styles',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      return id === HELPER ? LOADER : undefined
    },
    generateBundle: {
      order: 'pre',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
        const entry = chunks.find((chunk) => chunk.isEntry)
        const first = chunks.filter((chunk) => chunk === entry || entry?.imports.includes(chunk.fileName))
        const early = new Set(first.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))
        const late = new Set(chunks.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]).filter((file) => !early.has(file)))
        for (const chunk of chunks) {
          if (!first.includes(chunk)) chunk.viteMetadata?.importedCss.clear()
        }
        const source = [...late].sort(coreFirst).map((file) => take(bundle, file)).join('\n')
        const name = `a/rest-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.css`
        this.emitFile({ type: 'asset', fileName: name, source })
        for (const chunk of chunks) chunk.code = chunk.code.replace(REST, `/${name}`)
      },
    },
  }
}

// Pages refine what most pages share, so that comes first.
const isCore = (file: string) => file.startsWith('a/core')
const coreFirst = (a: string, b: string) => Number(isCore(b)) - Number(isCore(a)) || (a < b ? -1 : 1)

function take(bundle: Rolldown.OutputBundle, file: string): string {
  const css = bundle[file]
  delete bundle[file]
  return css?.type === 'asset' ? String(css.source).trim() : ''
}
