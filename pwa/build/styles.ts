// Two style sheets: what the first paint needs goes into index.html, everything else is one file that every page waits
// for. Takes the place of Vite's own loading of styles and chunks, which costs four times as much.
import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

const HELPER = '\0vite/preload-helper.js'
const REST = '%REST%'

// Names are Vite's: it wraps every lazy import in `__vitePreload`.
const LOADER = `
const sheets = {}
const sheet = (href) => sheets[href] || (sheets[href] = new Promise((done) => {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  link.onload = link.onerror = done
  document.head.appendChild(link)
}))
export const __vitePreload = (load, own) => Promise.all([load(), sheet('${REST}'), ...(own || []).map((file) => sheet('/' + file))]).then((all) => all[0])
`

/** These have sheets of their own: residents' phones never fetch the staff's; the others come with the pages that wear them,
 * so that the first pages of a phone are not dressed for forms. */
const OWN = /^(staff|trouble|when|now|book|inbox|fields|form|hall|ticket|kiosk|draw|drive|follow|calling|parts|way|map$)/

export function styles(): Plugin & { first: () => string } {
  let painted = ''
  return {
    name: 'ganchang-styles',
    first: () => painted,
    apply: 'build',
    enforce: 'pre',
    load(id) {
      return id === HELPER ? LOADER : undefined
    },
    generateBundle: {
      order: 'pre',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
        const first = chunks.filter((chunk) => chunk.isEntry || chunk.name === 'first')
        const early = new Set(first.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))
        // What the two pages of booking and the desk share is a chunk that gets its name by chance.
        const shared = chunks.filter((chunk) => !OWN.test(chunk.name) && !chunk.moduleIds.some((id) => id.endsWith('/book.css')))
        const late = new Set(shared.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]).filter((file) => !early.has(file)))
        for (const chunk of shared) chunk.viteMetadata?.importedCss.clear()
        painted = [...early].map((file) => take(bundle, file)).join('')
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
